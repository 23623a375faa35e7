/* inspect_print.c - an inspection for people, stage by stage; see inspect.h. */
#include "inspect/inspect.h"

#include "cli/cli.h"
#include "cli/text_columns.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 40, INDENT = 12, WIDTH = 100, CELLS = 4 };

/* Each stage begins with its name in a column of its own. */
static void stage(FILE *out, const char *name)
{
    fprintf(out, "%-*s", INDENT, name);
}

static void more(FILE *out)
{
    stage(out, "");
}

static void count(FILE *out, const char *before, size_t n, const char *after)
{
    char text[NUMBER_SIZE];
    fprintf(out, "%s%s%s", before, cli_count((double)n, text, sizeof text), after);
}

static void plural(FILE *out, const char *before, size_t n, const char *noun)
{
    char text[NUMBER_SIZE];
    fprintf(out, "%s%s", before, cli_plural(n, noun, text, sizeof text));
}

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static double percent(size_t part, size_t whole)
{
    return 100 * share(part, whole);
}

/* --- bytes to ids -------------------------------------------------------------------------- */

static void print_file(const struct inspection *in, FILE *out)
{
    const struct corpus *c = &in->setup.train;
    stage(out, "file");
    cli_print_text(c->path, strlen(c->path), out);
    fprintf(out, " (%s", c->format);
    if (c->sha256[0])
        fprintf(out, ", sha256 %.12s", c->sha256);
    plural(out, "): ", c->count, "text");
    plural(out, ", ", c->stats.tokens, "token");
    plural(out, ", ", c->stats.spans, "keyphrase");
    count(out, " marked, ", c->stats.phrases_absent, " absent from their text");
    plural(out, ", ", in->texts_unlabelled, "text");
    fputs(" without any\n", out);
}

static void print_bytes(const struct inspection *in, FILE *out)
{
    enum { SHOWN = 400 };
    const struct example *e = in->text;
    stage(out, "bytes");
    if (in->choice.from == FROM_EPOCH)
        count(out, "first text of batch ", in->choice.number, ", ");
    count(out, "line ", e->line, ": ");
    plural(out, "", e->text_size, "byte");
    plural(out, ", ", e->length, "token");
    if (in->piece->length < e->length)
        count(out, ", of which this piece has ", in->piece->length, "");
    fputs("\n", out);
    more(out);
    size_t size = e->text_size;
    if (size > SHOWN) /* back to where a code point begins */
        for (size = SHOWN; size && ((unsigned char)e->text[size] & 0xC0) == 0x80; size--)
            ;
    cli_print_text(e->text, size, out);
    fputs(size < e->text_size ? " ...\n" : "\n", out);
}

/* What is shown of a token: itself, its bytes, its label, its id. */
struct cell_block {
    struct buffer line[CELLS];
    int columns; /* filled so far */
};

static void block_flush(struct cell_block *b, FILE *out)
{
    static const char *const names[CELLS] = {"tokens", "offsets", "labels", "ids"};
    for (int i = 0; i < CELLS && b->columns; i++) {
        stage(out, names[i]);
        size_t size = b->line[i].size;
        while (size && b->line[i].data[size - 1] == ' ')
            size--;
        cli_print_text(size ? b->line[i].data : "", size, out);
        putc('\n', out);
        buffer_clear(&b->line[i]);
    }
    b->columns = 0;
}

static void block_add(struct cell_block *b, const char *const cell[CELLS], const size_t size[CELLS],
                      FILE *out)
{
    int columns[CELLS], widest = 0;
    for (int i = 0; i < CELLS; i++) {
        columns[i] = text_columns(cell[i], size[i]);
        widest = columns[i] > widest ? columns[i] : widest;
    }
    if (b->columns && INDENT + b->columns + widest > WIDTH) {
        block_flush(b, out);
        putc('\n', out);
    }
    for (int i = 0; i < CELLS; i++) {
        buffer_append(&b->line[i], cell[i], size[i]); /* out of memory: a gap in the picture */
        buffer_printf(&b->line[i], "%*s", widest - columns[i] + 2, "");
    }
    b->columns += widest + 2;
}

static void print_tokens(const struct inspection *in, FILE *out)
{
    const struct example *e = in->text;
    size_t from = in->piece->start, length = in->piece->length;
    size_t shown = length < INSPECT_TOKENS ? length : INSPECT_TOKENS;
    struct cell_block block = {0};
    for (size_t t = from; t < from + shown; t++) {
        const struct token *token = &e->tokens[t];
        const char *label = keyphrase_label_names[e->tags[t]];
        char offsets[NUMBER_SIZE], id[NUMBER_SIZE];
        snprintf(offsets, sizeof offsets, "%u-%u", token->start, token->end);
        snprintf(id, sizeof id, "%s%d", e->ids[t] == VOCAB_UNKNOWN ? "?" : "", (int)e->ids[t]);
        const char *const cell[CELLS] = {e->text + token->start, offsets, label, id};
        const size_t size[CELLS] = {token->end - token->start, strlen(offsets), strlen(label),
                                    strlen(id)};
        block_add(&block, cell, size, out);
    }
    block_flush(&block, out);
    if (shown < length) {
        more(out);
        plural(out, "and ", length - shown, "token");
        fputs(" more\n", out);
    }
    for (int i = 0; i < CELLS; i++)
        buffer_fini(&block.line[i]);
}

static void print_word(const struct vocab *v, int32_t id, FILE *out)
{
    size_t size;
    const char *word = vocab_word(v, id, &size);
    cli_print_text(word, size, out);
}

static void print_vocabulary(const struct inspection *in, FILE *out)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    const struct config *cfg = &in->setup.cfg;
    stage(out, "vocabulary");
    plural(out, "", vocab_size(in->vocab) - VOCAB_FIRST, "word");
    if (in->model)
        fputs(" (of the model)", out);
    else
        plural(out, " (seen at least ", (size_t)cfg->text_min_count, "time");
    fputs(in->model ? "" : " in the file)", out);
    fprintf(out, "%s\n", cfg->text_lowercase ? ", in lower case" : "");
    more(out);
    plural(out, "unknown: ", s->unknown, "token");
    fprintf(out, " of the file (%.1f%%)", percent(s->unknown, s->tokens));
    count(out, ", ", in->unknown_tokens, "");
    fprintf(out, " of the batch (%.1f%%)\n", percent(in->unknown_tokens, in->batch.real_rows));
    const struct embedding_report *vectors = &in->setup.embedding;
    if (vectors->format) {
        more(out);
        fprintf(out, "pretrained vectors (%s) for ", vectors->format);
        plural(out, "", vectors->matched, "word");
        count(out, ", and ", vectors->matched_folded, " more by another letter case\n");
    }
    for (int i = 0; i < in->unknown_count; i++) {
        if (i == 0)
            fprintf(out, "%*sthe most frequent: ", INDENT, "");
        print_word(in->words, in->unknown[i].id, out);
        count(out, " (", in->unknown[i].count, i + 1 < in->unknown_count ? "), " : ")\n");
    }
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
    size_t positions = inspect_positions(in), pads = positions - in->batch.real_rows;
    stage(out, "batch");
    bool shuffled = in->choice.from == FROM_EPOCH && in->setup.cfg.train_shuffle;
    if (in->choice.from == FROM_EPOCH)
        fprintf(out, "number %zu of %zu (0 is the first), ", in->choice.number, in->batches);
    else
        count(out, "from line ", in->text->line, " on, ");
    fprintf(out, "%s: [B %zu, T %zu]\n",
            shuffled ? "shuffled as in the first epoch" : "in the order of the file",
            in->batch.texts, in->longest);
    more(out);
    plural(out, "", positions, "position");
    plural(out, " = ", in->batch.real_rows, "token");
    plural(out, " + ", pads, "pad");
    fprintf(out, " (%.1f%%), ", percent(pads, positions));
    plural(out, "", in->batch.rows, "row");
    fprintf(out, " computed; pads %s,\n",
            net_pads(&in->setup.cfg) ? "count as label O" : "cost nothing");
    fprintf(out, "%*sand are left out of all numbers about the net below\n", INDENT, "");
    print_lengths(in, out);
    stage(out, "windows");
    fprintf(out, "[B %zu, T %zu, W %d]; around the first token: ", in->batch.texts, in->longest,
            in->net->window);
    const struct example *e = in->text;
    int half = in->net->window / 2;
    for (int j = -half; j <= half; j++) {
        bool inside = j >= 0 && (uint32_t)j < in->piece->length;
        fputs(j > -half ? " | " : "", out);
        print_word(in->vocab, inside ? e->ids[in->piece->start + (uint32_t)j] : VOCAB_PAD, out);
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
        count(out, "  NOT FINITE ", s->nonfinite, "");
    putc('\n', out);
}

static void print_layers(const struct inspection *in, FILE *out)
{
    const struct net *net = in->net;
    char name[NUMBER_SIZE];
    stage(out, "embeddings");
    fprintf(out, "[rows %zu, W*E %zu]", in->input.rows, in->input.cols);
    print_stat(&in->input, false, out);
    for (int l = 0; l < net->layers; l++) {
        snprintf(name, sizeof name, "layer %d", l + 1);
        stage(out, name);
        fprintf(out, "h [rows %zu, %s %zu]", in->hidden[l].rows, net->directions > 1 ? "2H" : "H",
                in->hidden[l].cols);
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

static void print_logits(const struct inspection *in, FILE *out)
{
    static const char *const names[] = {"keyword", "keyphrase"};
    for (int head = 0; head < HEAD_COUNT; head++) {
        int layer = in->net->head_layer[head];
        if (layer < 0)
            continue;
        stage(out, names[head]);
        fprintf(out, "logits [rows %zu, %d] of layer %d", in->logits[head].rows, net_labels(head),
                layer + 1);
        print_stat(&in->logits[head], false, out);
        fprintf(out, "%*sover the tokens:", INDENT, "");
        for (int j = 0; j < net_labels(head); j++)
            fprintf(out, "  %s %+.3f +- %.3f", label_name(head, j), in->logit[head][j].mean,
                    in->logit[head][j].deviation);
        putc('\n', out);
        print_softmax(in, head, out);
    }
}

/* --- losses -------------------------------------------------------------------------------- */

static void print_number(double x, FILE *out)
{
    if (isnan(x))
        fprintf(out, "  %10s", "-");
    else
        fprintf(out, "  %10.4f", x);
}

static void print_basis(const struct inspection *in, const struct inspect_loss *loss,
                        const char *title, FILE *out)
{
    static const char *const names[] = {"this net", "uniform guess", "constant guess"};
    fprintf(out, "%*s%s\n", INDENT, "", title);
    for (int who = 0; who < PREDICTOR_COUNT; who++) {
        fprintf(out, "%*s  %-16s", INDENT, "", names[who]);
        for (int head = 0; head < HEAD_COUNT; head++)
            print_number(in->net->head_layer[head] < 0 ? NAN : loss[who].head[head], out);
        print_number(loss[who].combined, out);
        putc('\n', out);
    }
}

static void print_losses(const struct inspection *in, FILE *out)
{
    static const char *const reductions[] = {"mean", "token", "sum"};
    const struct config *cfg = &in->setup.cfg;
    char title[256];
    stage(out, "loss");
    fprintf(out, "in nats, without dropout %*s  keyphrase    combined (alpha %g)\n", 12, "keyword",
            in->net->head_layer[HEAD_KEYWORD] < 0 ? 0 : cfg->loss_alpha);
    print_basis(in, in->loss[BASIS_TOKENS], "mean over the tokens", out);
    print_basis(in, in->loss[BASIS_PADS], "mean over tokens and pads", out);
    bool weighted = cfg->loss_keyword_weights.count || cfg->loss_keyphrase_weights.count;
    snprintf(title, sizeof title, "as this run counts: loss.reduction = %s, loss.pads = %s%s",
             reductions[cfg->loss_reduction], cfg->loss_pads ? "true" : "false",
             weighted ? ", label weights" : "");
    print_basis(in, in->loss[BASIS_RUN], title, out);
}

static void print_label_counts(const struct inspection *in, FILE *out)
{
    static const char *const names[] = {"keyword", "keyphrase"};
    size_t tokens = in->batch.real_rows;
    for (int head = 0; head < HEAD_COUNT; head++) {
        if (in->net->head_layer[head] < 0)
            continue;
        stage(out, head == 0 ? "accuracy" : "");
        fprintf(out, "%-9s  this net %.4f, always %s %.4f;  gold/predicted:", names[head],
                share(in->correct[head], tokens), label_name(head, 0),
                share(in->gold[head][0], tokens));
        for (int j = 0; j < net_labels(head); j++)
            fprintf(out, "  %s %zu/%zu", label_name(head, j), in->gold[head][j],
                    in->predicted[head][j]);
        putc('\n', out);
    }
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
    print_layers(in, out);
    print_logits(in, out);
    print_losses(in, out);
    print_label_counts(in, out);
    print_warnings(in, out);
}
