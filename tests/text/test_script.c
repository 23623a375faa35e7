/* test_script.c - texts by the script of most of their words. */
#include "text/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct row {
    const char *text;
    UScriptCode script;
};

static void expect(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        UScriptCode script = text_script(rows[i].text, strlen(rows[i].text));
        if (script != rows[i].script)
            fail_msg("\"%s\" is %s, not %s", rows[i].text, text_script_name(script),
                     text_script_name(rows[i].script));
    }
}
#define EXPECT(...)                                                                                \
    do {                                                                                           \
        static const struct row rows[] = {__VA_ARGS__};                                            \
        expect(rows, sizeof rows / sizeof *rows);                                                  \
    } while (0)

static void one_script(void **state)
{
    (void)state;
    EXPECT({"The night train was late.", USCRIPT_LATIN},
           {"Ein Käse für zwölf Äpfel", USCRIPT_LATIN}, {"夜班列车今晚停运了。", USCRIPT_HAN},
           {"夜班列車今晚停運了。", USCRIPT_HAN}, {"今夜の夜行列車は運休です。", USCRIPT_JAPANESE},
           {"カメラ", USCRIPT_JAPANESE}, {"오늘 밤 기차는 취소되었습니다.", USCRIPT_HANGUL},
           {"Ночной поезд сегодня отменён.", USCRIPT_CYRILLIC}, {"ألغي قطار الليل", USCRIPT_ARABIC},
           {"รถไฟกลางคืนถูกยกเลิก", USCRIPT_THAI}, {"ㄓㄨㄧㄣ", USCRIPT_HAN});
}

static void no_letters(void **state)
{
    (void)state;
    EXPECT({"", USCRIPT_COMMON}, {" \t", USCRIPT_COMMON}, {"2024-11-24, 19:45", USCRIPT_COMMON},
           {"👍👍 100%", USCRIPT_COMMON}, {"，。！", USCRIPT_COMMON},
           {"\xff\xfe\x80", USCRIPT_COMMON});
    assert_int_equal(text_script(NULL, 0), USCRIPT_COMMON);
}

/* A text is in the script of most of its words; an address is one word, a tie is Latin. */
static void mixed(void **state)
{
    (void)state;
    EXPECT({"用 Kubernetes 部署 Redis 集群的时候 Pod 一直 Pending", USCRIPT_HAN},
           {"好看！https://t.cn/A6b/c.html?d=e&f=g", USCRIPT_HAN},
           {"RuntimeError：Expected tensors on the same device，BERT 放到了显卡上", USCRIPT_HAN},
           {"Li Wei (李伟) joined Huawei (华为) in Shenzhen", USCRIPT_LATIN},
           {"What does 我爱你 mean?", USCRIPT_LATIN}, {"iPhone 新 Pro 款", USCRIPT_LATIN},
           {"Новый iPhone 15 Pro представлен в Купертино", USCRIPT_CYRILLIC},
           {"The Bolshoi (Большой театр) reopened", USCRIPT_LATIN},
           {"新しい iPhone 15 Pro のカメラ", USCRIPT_JAPANESE});
}

/* A の in a Chinese name makes no Japanese text of it; two kana in few letters do. */
static void chinese_or_japanese(void **state)
{
    (void)state;
    EXPECT({"鲜の每日这家店的果汁不错", USCRIPT_HAN}, {"の味", USCRIPT_HAN},
           {"日銀は金利を据え置き", USCRIPT_JAPANESE},
           {"東京都知事選挙の結果が確定", USCRIPT_JAPANESE},
           {"昨天在涩谷看了一场演出，歌单里有一首叫「はる」，散场以后大家都还不想离开那条街",
            USCRIPT_HAN});
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(text_script_name(USCRIPT_HAN), "Chinese");
    assert_string_equal(text_script_name(USCRIPT_JAPANESE), "Japanese");
    assert_string_equal(text_script_name(USCRIPT_HANGUL), "Korean");
    assert_string_equal(text_script_name(USCRIPT_CYRILLIC), "Cyrillic");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_script), cmocka_unit_test(no_letters),
        cmocka_unit_test(mixed),      cmocka_unit_test(chinese_or_japanese),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
