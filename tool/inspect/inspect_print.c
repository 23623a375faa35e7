/* inspect_print.c - an inspection for people, stage by stage; see inspect_print.h. */
#include "inspect/inspect_print.h"

#include "cli/number.h"
#include "cli/terminal.h"
#include "nn/loss.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 40, INDENT = 12, WIDTH = 100 };

static double percent(size_t part, size_t whole)
{
    return 100 * inspection_share(part, whole);
}

/* --- bytes to ids -------------------------------------------------------------------------- */

static void print_file(const struct inspection *in, FILE *out)
{
    const struct corpus *c = &in->setup.train;
    cli_say(out,
            "file        %s (%s%s%.12s): %s, %s, %s marked, %s absent from their text, "
            "%s without any\n",
            c->path, c->format, c->sha256[0] ? ", sha256 " : "", c->sha256,
            CLI_PLURAL(c->count, "text"), CLI_PLURAL(c->stats.tokens, "token"),
            CLI_PLURAL(c->stats.spans, "keyphrase"), CLI_COUNT(c->stats.phrases_absent),
            CLI_PLURAL(in->texts_unlabelled, "text"));
}

static void print_bytes(const struct inspection *in, FILE *out)
{
    enum { SHOWN = 400 };
    const struct example *e = in->text;
    fputs("bytes       ", out);
    if (in->choice.from == FROM_EPOCH)
        fprintf(out, "first text of batch %s, ", CLI_COUNT(in->choice.number));
    fprintf(out, "line %s: %s, %s", CLI_COUNT(e->line), CLI_PLURAL(e->text_size, "byte"),
            CLI_PLURAL(e->length, "token"));
    if (in->piece->length < e->length)
        fprintf(out, ", of which this piece has %s", CLI_COUNT(in->piece->length));
    fprintf(out, "\n%*s", INDENT, "");
    size_t size = e->text_size;
    if (size > SHOWN) /* back to where a code point begins */
        for (size = SHOWN; size && ((unsigned char)e->text[size] & 0xC0) == 0x80; size--)
            ;
    cli_print_text(e->text, size, out);
    fputs(size < e->text_size ? " ...\n" : "\n", out);
}

/* What is shown of a token, one below the other. */
enum token_row { ROW_TOKEN, ROW_OFFSETS, ROW_LABEL, ROW_ID, ROW_COUNT };

struct token_cells {
    const char *text[ROW_COUNT];
    size_t size[ROW_COUNT]; /* bytes */
    int columns[ROW_COUNT], widest;
    char offsets[NUMBER_SIZE], id[NUMBER_SIZE];
};

static void make_cells(const struct example *e, size_t t, struct token_cells *c)
{
    const struct token *token = &e->tokens[t];
    snprintf(c->offsets, sizeof c->offsets, "%u-%u", token->start, token->end);
    snprintf(c->id, sizeof c->id, "%s%d", e->ids[t] == VOCAB_UNKNOWN ? "?" : "", (int)e->ids[t]);
    c->text[ROW_TOKEN] = e->text + token->start;
    c->text[ROW_OFFSETS] = c->offsets;
    c->text[ROW_LABEL] = keyphrase_label_names[e->tags[t]];
    c->text[ROW_ID] = c->id;
    c->widest = 0;
    for (int row = 0; row < ROW_COUNT; row++) {
        c->size[row] = row == ROW_TOKEN ? token->end - token->start : strlen(c->text[row]);
        c->columns[row] = cli_text_columns(c->text[row], c->size[row]);
        c->widest = c->columns[row] > c->widest ? c->columns[row] : c->widest;
    }
}

static void print_tokens(const struct inspection *in, FILE *out)
{
    static const char *const names[] = {"tokens", "offsets", "labels", "ids"};
    struct token_cells cells[INSPECT_TOKENS];
    size_t length = in->piece->length, shown = length < INSPECT_TOKENS ? length : INSPECT_TOKENS;
    for (size_t t = 0; t < shown; t++)
        make_cells(in->text, in->piece->start + t, &cells[t]);
    for (size_t from = 0, to = 0; from < shown; from = to) {
        int columns = INDENT;
        do
            columns += cells[to++].widest + 2;
        while (to < shown && columns + cells[to].widest <= WIDTH);
        fputs(from ? "\n" : "", out);
        for (int row = 0; row < ROW_COUNT; row++) {
            fprintf(out, "%-*s", INDENT, names[row]);
            for (const struct token_cells *c = &cells[from]; c < &cells[to]; c++) {
                cli_print_text(c->text[row], c->size[row], out);
                fprintf(out, "%*s", c + 1 < &cells[to] ? c->widest - c->columns[row] + 2 : 0, "");
            }
            putc('\n', out);
        }
    }
    if (shown < length)
        fprintf(out, "%*sand %s more\n", INDENT, "", CLI_PLURAL(length - shown, "token"));
}

static void print_vocabulary(const struct inspection *in, FILE *out)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    const struct config *cfg = &in->setup.cfg;
    fprintf(out, "vocabulary  %s", CLI_PLURAL(vocab_size(in->vocab) - VOCAB_FIRST, "word"));
    if (in->model)
        fputs(" (of the model)", out);
    else
        fprintf(out, " (seen at least %s in the file)",
                CLI_PLURAL((size_t)cfg->text_min_count, "time"));
    fputs(cfg->text_lowercase ? ", in lower case\n" : "\n", out);
    fprintf(out, "%*sunknown: %s of the file (%.1f%%), %s of the batch (%.1f%%)\n", INDENT, "",
            CLI_PLURAL(s->unknown, "token"), percent(s->unknown, s->tokens),
            CLI_COUNT(in->unknown_tokens), percent(in->unknown_tokens, in->batch.real_rows));
    const struct embedding_report *vectors = &in->setup.embedding;
    if (vectors->format)
        fprintf(out, "%*spretrained vectors (%s) for %s, and %s more by another letter case\n",
                INDENT, "", vectors->format, CLI_PLURAL(vectors->matched, "word"),
                CLI_COUNT(vectors->matched_folded));
    for (int i = 0; i < in->unknown_count; i++) {
        fprintf(out, "%*s%s", i ? 0 : INDENT, "", i ? ", " : "the most frequent: ");
        size_t size;
        const char *word = table_at(&in->words.table, in->unknown[i].number, &size);
        cli_print_text(word, size, out);
        fprintf(out, " (%s)", CLI_COUNT(in->unknown[i].count));
    }
    fputs(in->unknown_count ? "\n" : "", out);
}

/* --- batch to logits ----------------------------------------------------------------------- */

static void print_lengths(const struct inspection *in, FILE *out)
{
    enum { BAR = 40 };
    size_t most = 1, top = 1, bottom = 1;
    for (int i = 0; i < INSPECT_BINS; i++)
        most = in->bins[i] > most ? in->bins[i] : most;
    for (int i = 0; i < INSPECT_BINS; bottom = top + 1, top *= 2, i++) {
        if (!in->bins[i])
            continue;
        char range[NUMBER_SIZE];
        if (i == INSPECT_BINS - 1)
            snprintf(range, sizeof range, "%zu or more", bottom);
        else if (bottom == top)
            snprintf(range, sizeof range, "%zu", top);
        else
            snprintf(range, sizeof range, "%zu-%zu", bottom, top);
        fprintf(out, "%*s%11s %-6s %6zu  ", INDENT, "", range, top == 1 ? "token" : "tokens",
                in->bins[i]);
        for (size_t j = 0; j < (in->bins[i] * BAR + most - 1) / most; j++)
            putc('#', out);
        putc('\n', out);
    }
}

static void print_batch(const struct inspection *in, FILE *out)
{
    size_t positions = inspection_positions(in), pads = positions - in->batch.real_rows;
    bool of_epoch = in->choice.from == FROM_EPOCH;
    if (of_epoch)
        fprintf(out, "batch       number %zu of %zu (0 is the first), ", in->choice.number,
                in->batches);
    else
        fprintf(out, "batch       from line %s on, ", CLI_COUNT(in->text->line));
    fprintf(out, "%s: [B %zu, T %zu]\n",
            of_epoch && in->setup.cfg.train_shuffle ? "shuffled as in the first epoch"
                                                    : "in the order of the file",
            in->batch.texts, in->longest);
    fprintf(out, "%*s%s = %s + %s (%.1f%%), %s computed; pads %s,\n", INDENT, "",
            CLI_PLURAL(positions, "position"), CLI_PLURAL(in->batch.real_rows, "token"),
            CLI_PLURAL(pads, "pad"), percent(pads, positions), CLI_PLURAL(in->batch.rows, "row"),
            config_counts_pads(&in->setup.cfg) ? "count as label O" : "cost nothing");
    fprintf(out, "%*sand are left out of all numbers about the net below\n", INDENT, "");
    print_lengths(in, out);
}

static void print_window(const struct inspection *in, FILE *out)
{
    int half = in->net->window / 2;
    fprintf(out, "windows     [B %zu, T %zu, W %d]; around the first token: ", in->batch.texts,
            in->longest, in->net->window);
    for (int j = -half; j <= half; j++) {
        bool inside = j >= 0 && (uint32_t)j < in->piece->length;
        int32_t id = inside ? in->text->ids[in->piece->start + (uint32_t)j] : VOCAB_PAD;
        size_t size;
        const char *word = vocab_word(in->vocab, id, &size);
        fputs(j > -half ? " | " : "", out);
        cli_print_text(word, size, out);
    }
    putc('\n', out);
}

static void print_real(const char *name, double x, bool sign, FILE *out)
{
    const char *plain = sign ? "  %s %+.4f" : "  %s %.4f", *large = "  %s %.3e";
    fprintf(out, fabs(x) < 1e4 ? plain : large, name, x);
}

static void print_stat(const struct inspect_stat *s, bool saturation, FILE *out)
{
    print_real("mean", s->mean, true, out);
    print_real("std", s->deviation, false, out);
    print_real("min", s->low, true, out);
    print_real("max", s->high, true, out);
    if (saturation)
        fprintf(out, "  |h|>0.99 %.1f%%", 100 * s->saturated);
    if (s->nonfinite)
        fprintf(out, "  NOT FINITE %s", CLI_COUNT(s->nonfinite));
    putc('\n', out);
}

static void print_layers(const struct inspection *in, FILE *out)
{
    const struct net *net = in->net;
    fprintf(out, "embeddings  [rows %zu, W*E %zu]", in->input.rows, in->input.cols);
    print_stat(&in->input, false, out);
    for (int l = 0; l < net->layers; l++) {
        fprintf(out, "layer %-*dh [rows %zu, %s %zu]", INDENT - 6, l + 1, in->hidden[l].rows,
                net->directions > 1 ? "2H" : "H", in->hidden[l].cols);
        print_stat(&in->hidden[l], true, out);
    }
}

static const char *label_name(int head, int label)
{
    return head == HEAD_KEYWORD ? keyword_label_names[label] : keyphrase_label_names[label];
}

static void print_softmax(const struct inspection *in, int head, FILE *out)
{
    const struct example *e = in->text;
    for (size_t t = 0; t < in->softmax_count; t++) {
        const struct token *token = &e->tokens[in->piece->start + t];
        uint8_t tag = e->tags[in->piece->start + t];
        fprintf(out, "%*ssoftmax ", INDENT, "");
        for (int j = 0; j < net_labels(head); j++)
            fprintf(out, " %s %.4f ", label_name(head, j), in->softmax[t][head][j]);
        fprintf(out, " gold %s  ", label_name(head, head == HEAD_KEYWORD ? tag != LABEL_O : tag));
        cli_print_text(e->text + token->start, token->end - token->start, out);
        putc('\n', out);
    }
}

static void print_logits(const struct inspection *in, int head, FILE *out)
{
    fprintf(out, "%-*slogits [rows %zu, %d] of layer %d", INDENT, inspection_heads[head],
            in->logits[head].rows, net_labels(head), in->net->head_layer[head] + 1);
    print_stat(&in->logits[head], false, out);
    fprintf(out, "%*sover the tokens:", INDENT, "");
    for (int j = 0; j < net_labels(head); j++)
        fprintf(out, "  %s %+.3f +- %.3f", label_name(head, j), in->logit[head][j].mean,
                in->logit[head][j].deviation);
    putc('\n', out);
    print_softmax(in, head, out);
}

/* --- losses -------------------------------------------------------------------------------- */

static void print_number(double x, FILE *out)
{
    if (isnan(x))
        fprintf(out, "  %10s", "-");
    else
        fprintf(out, "  %10.4f", x);
}

static void print_losses(const struct inspection *in, FILE *out)
{
    static const char *const reductions[] = {"mean", "token", "sum"};
    const struct config *cfg = &in->setup.cfg;
    bool weighted = cfg->loss_keyword_weights.count || cfg->loss_keyphrase_weights.count;
    fprintf(out, "loss        in nats, without dropout %*s  keyphrase    combined (alpha %g)\n", 12,
            "keyword", in->net->head_layer[HEAD_KEYWORD] < 0 ? 0 : cfg->loss_alpha);
    for (int basis = 0; basis < BASIS_COUNT; basis++) {
        fprintf(out, "%*s%s", INDENT, "", inspection_bases[basis].title);
        if (basis == BASIS_RUN)
            fprintf(out, ": loss.reduction = %s, loss.pads = %s%s", reductions[cfg->loss_reduction],
                    cfg->loss_pads ? "true" : "false", weighted ? ", label weights" : "");
        putc('\n', out);
        for (int who = 0; who < PREDICTOR_COUNT; who++) {
            const struct inspect_loss *loss = &in->loss[basis][who];
            fprintf(out, "%*s  %-16s", INDENT, "", inspection_predictors[who].title);
            for (int head = 0; head < HEAD_COUNT; head++)
                print_number(in->net->head_layer[head] < 0 ? NAN : loss->head[head], out);
            print_number(loss->combined, out);
            putc('\n', out);
        }
    }
}

static void print_label_counts(const struct inspection *in, int head, FILE *out)
{
    size_t tokens = in->batch.real_rows;
    fprintf(out, "%-*s%-9s  this net %.4f, always %s %.4f;  gold/predicted:", INDENT,
            head == 0 ? "accuracy" : "", inspection_heads[head],
            inspection_share(in->sums.correct[head], tokens), label_name(head, 0),
            inspection_share(in->sums.gold[head][0], tokens));
    for (int j = 0; j < net_labels(head); j++)
        fprintf(out, "  %s %zu/%zu", label_name(head, j), in->sums.gold[head][j],
                in->sums.predicted[head][j]);
    putc('\n', out);
}

static void print_warnings(const struct inspection *in, FILE *out)
{
    const char *at = in->warnings.size ? in->warnings.data : "";
    if (*at)
        putc('\n', out);
    while (*at) {
        size_t size = strcspn(at, "\n");
        fprintf(out, "warning: %.*s\n", (int)size, at);
        at += size + (at[size] == '\n');
    }
}

void inspect_print(const struct inspection *in, FILE *out)
{
    print_file(in, out);
    print_bytes(in, out);
    print_tokens(in, out);
    print_vocabulary(in, out);
    print_batch(in, out);
    print_window(in, out);
    print_layers(in, out);
    for (int head = 0; head < HEAD_COUNT; head++)
        if (in->net->head_layer[head] >= 0)
            print_logits(in, head, out);
    print_losses(in, out);
    for (int head = 0; head < HEAD_COUNT; head++)
        if (in->net->head_layer[head] >= 0)
            print_label_counts(in, head, out);
    print_warnings(in, out);
}
