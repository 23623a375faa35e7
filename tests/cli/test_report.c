/* test_report.c - reports of traces of anybody, with hostile members. */
#include "verdict/report.h"

#include "trace/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A run with a record of each kind; ' stands for ". */
static const char *const records[] = {
    "{'record':'start','format':1,'config':{'optim.rate':0.25,'optim.name':'sgd',"
    "'model.hidden':[4,3],'loss.keyphrase_weights':[1,2.5,3,3,3],'train.shuffle':true},"
    "'train':{'path':'a','sha256':'b','texts':9,'tokens':90},'dev':{'path':'c','texts':3,"
    "'tokens':30},'embedding':{'format':'d','matched':1},'vocabulary':20,'parameters':200,"
    "'steps_per_epoch':3,'steps_total':6,'threads':1,'survey':{'overlap':1,'words':18,"
    "'train':{'texts':9,'tokens':90,'labels':[80,3,2,3,2],'shift':[0.1,0.2,0.3,0.2,0.1]},"
    "'dev':{'texts':3}}}",
    "{'record':'probe','step':0,'epoch':0,'resumed':false,'texts':3,'tokens':30,'loss':1.4,"
    "'prior':0.6,'loss_shuffled':1.4,'spread_keyphrase':0.1,'gradient_norm':1,'predicted':[30,"
    "0,0,0,0],'gold':[20,3,2,3,2],'reach':[1,0.5],'layers':[{'saturated':0,'dead':0,"
    "'gradient_norm':0.1}]}",
    "{'record':'step','step':0,'epoch':0,'rate':0.25,'loss':1.4,'loss_keyword':0.7,'prior':0.6,"
    "'gradient_norm':1,'clip':1,'texts':3,'rows':30,'tokens':30,'padded':36,'seconds':0.1,"
    "'unknown':2,'keyphrase_gold':[20,3,2,3,2],'keyphrase_predicted':[30,0,0,0,0],"
    "'tensors':{'layer1.weight_ih':{'n':12,'g_norm':1,'g_bad':0,'w_norm':2,'w_bad':0,"
    "'d_norm':0.01},'x':{}}}",
    "{'record':'step','step':1,'epoch':0,'rate':0.25,'loss':1.2,'gradient_norm':1,'texts':3,"
    "'tokens':30,'padded':36,'keyphrase_gold':[20,3,2,3,2],'keyphrase_predicted':[29,1,0,0,0]}",
    "{'record':'epoch','epoch':0,'loss':1.3,'seconds':1,'best':true,"
    "'metrics':{'keyphrase.f1':0.1,'token.accuracy':0.8,'token.floor':0.8,'loss':1.1,"
    "'tokens':30,'illegal':1}}",
    "{'record':'end','reason':'epochs','best_epoch':0,'model':'m',"
    "'metrics':{'keyphrase.f1':0.1}}"};

enum { RECORDS = sizeof records / sizeof *records, LINE = 1024 };

static json_t *record_at(size_t i)
{
    char line[LINE];
    snprintf(line, sizeof line, "%s", records[i]);
    for (char *c = line; *c; c++)
        *c = (char)(*c == '\'' ? '"' : *c);
    json_t *record = json_loads(line, 0, NULL);
    assert_non_null(record);
    return record;
}

/* Writes the trace, with `changed` in place of one of the records (NULL: as it is). */
static void write_trace(const char *path, size_t at, const json_t *changed)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (size_t i = 0; i < RECORDS; i++) {
        json_t *record = record_at(i);
        assert_int_equal(json_dumpf(changed && i == at ? changed : record, f, JSON_COMPACT), 0);
        fputc('\n', f);
        json_decref(record);
    }
    assert_int_equal(fclose(f), 0);
}

/* Reads a trace and makes both reports of it. */
static void read_and_report(const char *path)
{
    pith_doctor *doctor = NULL;
    const pith_finding *findings;
    size_t count;
    pith_error err = {0};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
    pith_status status = trace_read(path, doctor, &err);
    if (status == PITH_STATUS_OK)
        status = pith_doctor_examine(doctor, &findings, &count, &err);
    if (status == PITH_STATUS_OK) {
        json_t *json = report_json(path, doctor, findings, count);
        assert_non_null(json);
        json_decref(json);
        report_print(path, doctor, findings, count, out);
    } else {
        assert_int_equal(status, PITH_STATUS_DATA);
        assert_true(err.message[0]);
    }
    pith_doctor_free(doctor);
    fclose(out);
}

static json_t *odd_value(size_t i)
{
    char *text = NULL;
    json_t *value = NULL;
    switch (i) {
    case 0:
        return json_string("nan");
    case 1:
        return json_integer(-1);
    case 2:
        return json_real(1e308);
    case 3:
        return json_integer(INT64_MAX);
    case 4:
        return json_null();
    case 5:
        text = calloc(5001, 1);
        assert_non_null(text);
        memset(text, 'x', 5000);
        value = json_string(text);
        free(text);
        return value;
    case 6:
        return json_array();
    case 7:
        return json_object();
    case 8:
        return json_pack("[s, s, f, n, b]", "inf", "-inf", 1e300, 1);
    case 9:
        return json_true();
    default:
        return NULL;
    }
}

/* Puts every odd value in place of every member of `object`, which is somewhere in `record`. */
static void spoil(const char *path, size_t at, json_t *record, json_t *object)
{
    const char *key;
    json_t *member;
    void *next;
    json_object_foreach_safe(object, next, key, member)
    {
        json_t *kept = json_incref(member), *odd;
        for (size_t i = 0; (odd = odd_value(i)) != NULL; i++) {
            json_object_set_new(object, key, odd);
            write_trace(path, at, record);
            read_and_report(path);
        }
        json_object_set_new(object, key, kept);
        if (json_is_object(kept))
            spoil(path, at, record, kept);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "/tmp/pith-report-%ld.jsonl", (long)getpid());
    for (size_t i = 0; i < RECORDS; i++) {
        json_t *record = record_at(i);
        spoil(path, i, record, record);
        json_decref(record);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
