/*
 * pith.h - keyphrase extraction with joint-layer recurrent networks.
 *
 * This header is the manual of libpith. It is staged: read as far as you need.
 *
 *     1  Errors        every fallible call returns a pith_status and fills a pith_error
 *     2  Extract       load a model, open a session, get phrases with offsets and scores
 *     3  Configure     one row per knob; the same spelling in code, --flags and model files
 *     4  Train         text with known keyphrases in, model file out, one trace record a step
 *     5  Evaluate      every metric, beside what the trivial tagger reaches
 *     6  Diagnose      the doctor: why a run does not learn; gradient check
 *
 * What the library never does: print, exit, read the environment (OpenMP does: where all cores are
 * asked for, OMP_NUM_THREADS counts), open a socket, keep state in globals. The single process-wide
 * effect is that it asks the BLAS for one thread per call, since pith does its own threading and
 * promises the same bits for every number of threads.
 *
 * Dimension letters, everywhere: B batch, T time, W window, E embedding, H hidden, K labels,
 * V vocabulary. Text is UTF-8; invalid bytes are treated as U+FFFD and never rejected here.
 *
 * Stability
 *     Everything here is marked [stable] or [may change]. [stable]: a program that was compiled
 *     with this header runs with every later libpith of the same soname, and its source compiles
 *     with every later pith.h of the same PITH_VERSION_MAJOR. [may change]: a minor version
 *     (PITH_VERSION_MINOR) may change it; CHANGELOG.md says how. Whatever would break a compiled
 *     program changes the soname. Enumerations, unless they count something, may get further
 *     values at their end: treat a value that you do not know as "something else".
 *
 * Structs
 *     Whoever makes a struct writes its size into its first member `size`: sizeof, as the caller
 *     was compiled. Whoever reads it looks no further than that. So both may know different
 *     versions, and a struct may grow at its end. What you make: options begin as
 *     PITH_..._OPTIONS_INIT, records (a trace of your own training loop) are set up by
 *     pith_..._init. A size of 0 or of nonsense is PITH_STATUS_USAGE. Of options that are longer
 *     than the library knows, the rest must be zero: an order that cannot be carried out is
 *     refused, with PITH_STATUS_USAGE. Of records, what the library does not know is left out. What
 *     the library makes is reached by pointer, and never copied by you with sizeof. Structs without
 *     `size` are marked [frozen]: they never change, because they stand in arrays or on the stack
 *     of every caller.
 *
 * Results after a failure
 *     A call that does not return PITH_STATUS_OK has set its results to nothing: pointers to NULL,
 *     counts to 0, numbers to NaN, texts to "". The handles that it was given stay as usable as
 *     before, also without memory. What a session or doctor answered before ends with the next
 *     question, whether that succeeds or fails. Where it differs, the function says so.
 *
 * Threads
 *     [any thread]: at any time, also at the same time with the same arguments.
 *     [one at a time]: from any thread, but never two at a time with the same handle.
 *
 * Ownership
 *     What a _new, _load, _read or pith_evaluate gives belongs to the caller, who ends it with the
 *     _free of the same noun; NULL may be freed. Everything else that is returned belongs to the
 *     handle it came from, as long as is said there, or is static. A handle keeps no pointer to
 *     what it was given, unless that is said. No argument may be NULL, unless that is said.
 */
#ifndef PITH_H
#define PITH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PITH_API __attribute__((visibility("default")))
#else
#define PITH_API
#endif

#define PITH_VERSION_MAJOR 0
#define PITH_VERSION_MINOR 1
#define PITH_VERSION_PATCH 0

/*
 * pith_version returns "major.minor.patch" of the library that is running. Static text. [stable]
 * [any thread]
 */
PITH_API const char *pith_version(void);

/* ====================================================================================== */
/* 1  Errors                                                                              */
/* ====================================================================================== */

/* How a call ended. The numbers stay; further ones may follow. [stable] */
typedef enum pith_status {
    PITH_STATUS_OK = 0,
    PITH_STATUS_NEGATIVE = 1, /* ran to its end, and the verdict is negative */
    PITH_STATUS_USAGE = 2,    /* the call or the configuration is wrong */
    PITH_STATUS_DATA = 3,     /* the input data is wrong */
    PITH_STATUS_SYSTEM = 4,   /* the operating system refused */
    PITH_STATUS_MEMORY = 5,   /* out of memory; handles stay usable */
    PITH_STATUS_INTERNAL = 6, /* a defect of pith itself */
    PITH_STATUS_STOPPED = 7   /* an observer asked to stop */
} pith_status;

/*
 * What went wrong. The caller's, on the stack: `pith_error err = PITH_ERROR_INIT;`. Every function
 * that takes one accepts NULL, writes it when it fails and never reads it. `file` and `line` are
 * the user's input file and line, not pith's source. [frozen: it stands on every caller's stack]
 */
typedef struct pith_error {
    pith_status code;
    size_t line;       /* 1-based; 0 = none */
    size_t column;     /* 1-based, in bytes; 0 = none */
    char file[256];    /* "" when no file is concerned */
    char message[512]; /* what, the value seen, what was expected */
    char hint[256];    /* what to do about it, or "" */
} pith_error;

#define PITH_ERROR_INIT                                                                            \
    {                                                                                              \
        PITH_STATUS_OK, 0, 0, "", "", ""                                                           \
    }

/*
 * pith_status_name returns "OK", "DATA", ...; "?" for another value. Static. [stable] [any thread]
 */
PITH_API const char *pith_status_name(pith_status status);

/*
 * pith_error_format writes "file:line: message (hint: ...)" into out, at most size bytes with the
 * final NUL, and returns out. It is one line, and cannot steer a terminal whatever it quotes:
 * control characters of ASCII are spaces, others and ill-formed UTF-8 are U+FFFD. A NULL error
 * gives "". 1200 bytes suffice for a well-formed text; what does not fit is left out, whole
 * characters of it. [stable] [any thread]
 */
PITH_API const char *pith_error_format(const pith_error *err, char *out, size_t size);

/* ====================================================================================== */
/* 2  Extract                                                                             */
/* ====================================================================================== */

/*
 * A trained tagger: net, vocabulary, configuration. Never changes: any number of threads may use
 * it, each with a session of its own. [stable]
 */
typedef struct pith_model pith_model;

/*
 * pith_model_load maps a model file; weights are read from it as they are needed, and shared with
 * other processes that do the same. PITH_STATUS_SYSTEM when it cannot be read, PITH_STATUS_DATA
 * when it is not a model or is damaged: a file from anywhere may be loaded safely. It must not be
 * changed in place while the model lives (pith itself replaces files by renaming, which is safe).
 * Freed after all its sessions. [stable] [any thread]
 */
PITH_API pith_status pith_model_load(const char *path, pith_model **model, pith_error *err);

/*
 * pith_model_read does the same with the bytes of a model file, from anywhere. They are copied:
 * the caller may free or change them as soon as it returns. [stable] [any thread]
 */
PITH_API pith_status pith_model_read(const void *bytes, size_t size, pith_model **model,
                                     pith_error *err);

PITH_API void pith_model_free(pith_model *model); /* NULL is fine. [stable] [one at a time] */

/* How a session reads texts. `pith_session_options o = PITH_SESSION_OPTIONS_INIT;` [stable] */
typedef struct pith_session_options {
    size_t size; /* sizeof(pith_session_options) */
    /* Threads of one call: 1 to 1024, or 0 for all cores. At first 1. Only calls with several
       texts, or with long ones, gain. */
    int threads;
    /* 1: the recurrent layers multiply in 8 bits: several times faster where the processor has
       AVX-512 VNNI, at a small loss of accuracy; `pith eval --model.precision int8` says what it
       costs. At first 0. */
    int int8;
    /* Which phrases are wanted. 0, as at first: those that the model chooses, which do not overlap.
       Else, in (0, 1]: every phrase, of any reading, of at least this probability; they may
       overlap; of several that trimmed edges make one, the likeliest stays.
       pith_extract_document takes 0 for 0.05. */
    double min_probability;
    /* pith_extract_document alone: in [0, 1], how much phrases are preferred that share no words
       with better ones. 0, as at first: the order of their scores. */
    double diversity;
    /* How a model with a threshold (knob model.threshold) chooses. 0, as at first: every phrase
       that is likely enough by itself, and of a text without any the likeliest. 1: those of the
       likeliest reading as a whole, which are fewer, and none where it has none. */
    int best_reading;
} pith_session_options;

#define PITH_SESSION_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(pith_session_options), 1, 0, 0, 0, 0                                                \
    }

/*
 * What one thread of the caller needs to use a model: settings, tokenizers, work space. Nothing of
 * it is shared: sessions of one model do not know each other. Answers depend on the text and the
 * options alone, and on what was read before by rounding at most (scores by some 1e-7; 1e-4 with
 * int8). [stable]
 */
typedef struct pith_session pith_session;

/*
 * pith_session_new opens a session on a model, which must outlive it. `options` may be NULL.
 * PITH_STATUS_USAGE names an option that is out of bounds. [stable] [any thread]
 */
PITH_API pith_status pith_session_new(const pith_model *model, const pith_session_options *options,
                                      pith_session **session, pith_error *err);

/*
 * pith_session_set gives a session other options; NULL for those of the beginning. After a failure
 * the session is as it was. Answers given before stay valid. [stable] [one at a time]
 */
PITH_API pith_status pith_session_set(pith_session *session, const pith_session_options *options,
                                      pith_error *err);

PITH_API void pith_session_free(pith_session *session); /* NULL is fine. [stable] [one at a time] */

/* A text to read: any bytes, need not end with NUL. [frozen: arrays of them are the caller's] */
typedef struct pith_text {
    const char *text; /* may be NULL if size is 0 */
    size_t size;      /* bytes, below 2 GiB */
} pith_text;

/*
 * A keyphrase: text[start, end) in bytes, [start_char, end_char) in code points. Its edges are
 * those that a reader would mark, not those of the model's tokens: marks, a possessive 's and, in
 * texts with capitals, English stop words in lower case are cut off them, while C++, #tag, -O2,
 * U.S. and f(x) stay whole. What has no letter and no digit is no phrase. [frozen: it stands in
 * arrays]
 */
typedef struct pith_phrase {
    size_t start, end;
    size_t start_char, end_char;
    /* in (0, 1]; of a net with a CRF, model.legal or model.threshold, with min_probability and in
       documents: the probability that just these tokens are a phrase, over all legal readings; else
       the geometric mean of the probabilities of its labels */
    double score;
} pith_phrase;

/* The phrases of one of many texts. [frozen: it stands in arrays] */
typedef struct pith_phrases {
    const pith_phrase *items; /* [count]; may be NULL if count is 0 */
    size_t count;
} pith_phrases;

/* A phrase of a document. [frozen: it stands in arrays] */
typedef struct pith_ranked {
    pith_phrase best; /* its likeliest mention */
    double score;     /* that it is a keyphrase: at least best.score, more with every mention */
    size_t mentions;
} pith_ranked;

/*
 * pith_extract finds the keyphrases of text[0, size), in order of place. *phrases, [*count], is the
 * session's: it ends with the session's next call of any pith_extract function, also one that
 * fails, and with pith_session_free. After a failure *phrases is NULL, *count 0, and the session
 * can read further texts. Any bytes are fine; no phrase gives *count = 0. A text longer than the
 * model's data.max_length tokens is read in pieces of that size. PITH_STATUS_DATA for 2 GiB and
 * more. [stable] [one at a time]
 *
 *     pith_model *model = NULL;
 *     pith_session *session = NULL;
 *     pith_error err = PITH_ERROR_INIT;
 *     const pith_phrase *p;
 *     size_t n;
 *     if (pith_model_load("model.safetensors", &model, &err) == PITH_STATUS_OK &&
 *         pith_session_new(model, NULL, &session, &err) == PITH_STATUS_OK &&
 *         pith_extract(session, text, strlen(text), &p, &n, &err) == PITH_STATUS_OK)
 *         for (size_t i = 0; i < n; i++)
 *             printf("%.*s\n", (int)(p[i].end - p[i].start), text + p[i].start);
 *     pith_session_free(session);
 *     pith_model_free(model);
 */
PITH_API pith_status pith_extract(pith_session *session, const char *text, size_t size,
                                  const pith_phrase **phrases, size_t *count, pith_error *err);

/*
 * pith_extract_many does the same for n texts at once, which is several times faster for short
 * texts: they are computed side by side. (*phrases)[i] belongs to texts[i]; all is the session's,
 * and ends as the phrases of pith_extract do. Memory grows with the texts of one call: give some
 * hundred at a time. A text's answer depends on its neighbours by rounding at most, and not on the
 * number of threads. If one text fails, the call does, with the error of the first that did, and
 * *phrases is NULL: no text has an answer. [stable] [one at a time]
 */
PITH_API pith_status pith_extract_many(pith_session *session, const pith_text *texts, size_t n,
                                       const pith_phrases **phrases, pith_error *err);

/*
 * pith_extract_document lists the phrases of a text of any length, the best first: mentions that
 * differ in letter case or by their stems (Snowball's "porter") are one phrase, and other readings
 * of a better phrase are left out. Options min_probability and diversity say what is listed in
 * which order. *phrases, [*count], is the session's and ends as the phrases of pith_extract do.
 * [stable] [one at a time]
 */
PITH_API pith_status pith_extract_document(pith_session *session, const char *text, size_t size,
                                           const pith_ranked **phrases, size_t *count,
                                           pith_error *err);

/* ====================================================================================== */
/* 3  Configure                                                                           */
/* ====================================================================================== */

/* One row of the table of knobs; all text is static. [stable] */
typedef struct pith_knob {
    size_t size;
    const char *key;   /* "model.hidden" */
    const char *kind;  /* "int" "real" "bool" "enum" "text" "list" */
    const char *scope; /* "model" part of the net, "train" of training, "local" of neither */
    const char *default_value; /* as text */
    const char *choices;       /* enum: "rnn|gru|lstm"; else "" */
    const char *unit;          /* "" for none */
    const char *help;
    double min, max; /* int, real and list */
} pith_knob;

/* pith_knob_at returns row i of the table; NULL past the last. Static. [stable] [any thread] */
PITH_API const pith_knob *pith_knob_at(int i);

/* A name for a set of knob values; all text is static. [stable] */
typedef struct pith_preset {
    size_t size;
    const char *name; /* "tagger" */
    const char *summary;
} pith_preset;

/* pith_preset_at returns preset i; NULL past the last. Static. [stable] [any thread] */
PITH_API const pith_preset *pith_preset_at(int i);

/* A value for every knob. Belongs to the caller; a call that is given one copies it. [stable] */
typedef struct pith_config pith_config;

/* pith_config_new makes a configuration of defaults. [stable] [any thread] */
PITH_API pith_status pith_config_new(pith_config **config, pith_error *err);

PITH_API void pith_config_free(pith_config *config); /* NULL is fine. [stable] [one at a time] */

/*
 * pith_config_set sets a knob from text, spelled as in --flags. PITH_STATUS_USAGE for an unknown
 * key (the hint names the nearest) or a value that does not parse or is out of bounds; the
 * configuration is then unchanged. What depends on several knobs is checked where it is used.
 * [stable] [one at a time]
 */
PITH_API pith_status pith_config_set(pith_config *config, const char *key, const char *value,
                                     pith_error *err);

/*
 * pith_config_preset applies a preset's values, over single knobs too: do this first.
 * PITH_STATUS_USAGE for an unknown name; the configuration is then unchanged. [stable]
 * [one at a time]
 */
PITH_API pith_status pith_config_preset(pith_config *config, const char *name, pith_error *err);

/*
 * pith_config_get writes a knob's value as text to out (size bytes with the NUL; 1100 always
 * suffice). PITH_STATUS_USAGE for an unknown key or too small a buffer; out is then "" (if size is
 * not 0). [stable] [any thread, while nobody changes the configuration]
 */
PITH_API pith_status pith_config_get(const pith_config *config, const char *key, char *out,
                                     size_t size, pith_error *err);

/*
 * pith_model_config is the configuration a model was made with. The model's. [stable] [any thread]
 */
PITH_API const pith_config *pith_model_config(const pith_model *model);

/* ====================================================================================== */
/* 4  Train                                                                               */
/* ====================================================================================== */

/* Labels of the two heads, in this order: keyword outside, inside; keyphrase O B I E S. */
enum { PITH_KEYWORD_LABELS = 2, PITH_KEYPHRASE_LABELS = 5 };

/*
 * What one step did to one parameter tensor. [frozen: it stands in an array; what is added later
 * stands in a second one beside it]
 */
typedef struct pith_trace_tensor {
    const char *name;                                                /* "layer1.weight_hh" */
    size_t count;                                                    /* numbers in it */
    double gradient_norm, gradient_mean, gradient_min, gradient_max; /* after clipping */
    double weight_norm, weight_mean, weight_min, weight_max;         /* after the step */
    double update_norm; /* of the change of the weights */
    size_t gradient_zeros, gradient_nonfinite, weight_nonfinite;
} pith_trace_tensor;

/*
 * One training step, as it was. Numbers of labels count real tokens, never pads. The constants
 * `prior_*` are what the best constant predictor would lose on exactly this batch, under this run's
 * reduction: a run whose loss stays there has learned nothing but the label prior. [stable]
 */
typedef struct pith_trace {
    size_t size;
    int64_t step, epoch; /* 0-based */
    int full;    /* 1: tensors, labels and `unknown` are filled (train.trace_every), 0: not */
    double rate; /* learning rate really applied */
    double loss, loss_keyword, loss_keyphrase;
    double prior, prior_keyword, prior_keyphrase;
    double gradient_norm;       /* global, before clipping */
    double clip;                /* the factor the gradient was scaled by; 1 = none */
    size_t texts, rows, tokens; /* rows: positions computed, pads included */
    size_t padded;              /* texts times the longest one: positions, if every pad counted */
    size_t unknown;             /* tokens that are not in the vocabulary; 0 unless full */
    size_t keyword_predicted[PITH_KEYWORD_LABELS], keyword_gold[PITH_KEYWORD_LABELS];
    size_t keyphrase_predicted[PITH_KEYPHRASE_LABELS], keyphrase_gold[PITH_KEYPHRASE_LABELS];
    double seconds;                   /* since training began, resumed time included */
    const pith_trace_tensor *tensors; /* [tensor_count] */
    size_t tensor_count;
    /* K of another program's tagger with fewer labels, outside first; 0 = PITH_KEYPHRASE_LABELS */
    size_t keyphrase_labels;
} pith_trace;

/* Bounds of arrays in records: part of the ABI, as the arrays are. */
enum { PITH_PROBE_LAYERS = 8, PITH_PROBE_LAGS = 12, PITH_SURVEY_LAGS = 5 };
enum { PITH_SURVEY_PLACES = 3, PITH_SURVEY_LENGTHS = 6 };

/* A recurrent layer in a probe. [frozen: it stands in an array] */
typedef struct pith_probe_layer {
    double saturated;     /* share of activations (outputs of rnn, gates of gru and lstm) within
                             .02 of their limits */
    double dead;          /* share of units whose output varies by less than 1e-4 over tokens */
    double gradient_norm; /* of the layer's outputs, with what comes back through time */
} pith_probe_layer;

/*
 * What is asked of a net now and then (train.probe_every), on a fixed batch of training texts, with
 * its parameters as they are and without dropout. Nothing in it changes training. NaN: not known.
 * [stable]
 */
typedef struct pith_probe {
    size_t size;
    int64_t step, epoch; /* steps done, epochs ended before it; step 0: the untrained net */
    int resumed;         /* 1: asked just after going on from a checkpoint */
    size_t texts, tokens, padded;
    double loss, prior;   /* the run's own objective on this batch, and its constant */
    double loss_again;    /* the same once more: differs if anything in evaluation is random */
    double loss_shuffled; /* words dealt to other places: equal if inputs don't matter */
    double loss_pads;     /* the words at pads replaced: differs if pads take part */
    double spread_keyword, spread_keyphrase; /* of logits over tokens, mean over labels */
    double gradient_norm;                    /* of `loss`, over all trainable parameters */
    size_t predicted[PITH_KEYPHRASE_LABELS]; /* tokens by keyphrase label */
    size_t gold[PITH_KEYPHRASE_LABELS];
    size_t illegal;      /* transitions that BIOES forbids, in what is predicted */
    size_t contradicted; /* tokens where the two heads disagree about inside or outside */
    /* F1 of tokens inside phrases, when the predicted labels are compared with the gold ones 2, 1
       before, 0, 1, 2 behind */
    double agreement[PITH_SURVEY_LAGS];
    int layers; /* of `layer` */
    pith_probe_layer layer[PITH_PROBE_LAYERS];
    /* Gradient norm of the window k tokens before, from the loss at each text's last token alone,
       relative to k = 0; NaN where no text is so long, the net reads in both directions or word
       vectors are frozen. */
    double reach[PITH_PROBE_LAGS];
} pith_probe;

/*
 * What a set of labelled texts is like. Counts; shares are the reader's business. [frozen: it
 * stands twice in pith_survey, at whose end further numbers will stand]
 */
typedef struct pith_survey_part {
    size_t texts, tokens, spans;
    size_t absent;      /* given phrases that are not in their text */
    size_t empty;       /* texts without a token */
    size_t unmarked;    /* texts without a span */
    size_t duplicates;  /* texts that stood in this part before (same words, letter case apart) */
    size_t conflicting; /* of these: with other spans than the first time */
    size_t unknown;     /* tokens that are not in the vocabulary */
    size_t labels[PITH_KEYPHRASE_LABELS];
    size_t longest, median_length; /* tokens */
    size_t outliers;               /* texts longer than 10 times the median (and than 100 tokens) */
    /* places where the words of a span of this part, of two to six words, stand; those of them
       that are not marked */
    size_t known_phrases, known_unmarked;
    /* letter case, of words that have any: tokens inside and outside spans, with a capital
       anywhere */
    size_t inside_cased, inside_capital, outside_cased, outside_capital;
    /* spacing: places with white space in front of a span's first token, and of other tokens; those
       of them where it is anything but one space */
    size_t inside_gaps, inside_odd, outside_gaps, outside_odd;
    /* mutual information, in nats, of a word (a token with a letter or digit) and whether the token
       2, 1 before, 0, 1, 2 behind it is inside a span; of words seen 5 times or more, corrected for
       chance (Miller 1955) */
    double shift[PITH_SURVEY_LAGS]; /* NaN: too few words to tell; 0 in a dev that is not there */
} pith_survey_part;

/* What a run learns and is judged by. [stable] */
typedef struct pith_survey {
    size_t size;
    pith_survey_part train, dev; /* dev.texts 0: there is none */
    size_t overlap;              /* dev texts that are training texts, letter case apart */
    /* further dev texts, of 5 words or more, 80% of whose pairs of neighbouring words stand in one
       and the same training text; pairs in more than 50 training texts are not counted, and four
       others must be left */
    size_t near_overlap;
    int same_file; /* dev is the training file itself, or data.dev the file of data.test */
    /* pretrained vectors; 0 in all without them: words of the vocabulary; those with a vector; by
       another letter case; training tokens whose word has a vector */
    size_t words, matched, folded, covered;
    /* What tells phrases without a word being read, of train. A mark is a token without letters and
       digits, or what a word begins or ends with that is neither (the # of #tag); all other tokens
       are words, and spans without words are left out here. Texts with more than k words; those
       whose word k, counted from the first, begins a span, and counted from the last, ends one. */
    size_t place_texts[PITH_SURVEY_PLACES], place_begins[PITH_SURVEY_PLACES],
        place_ends[PITH_SURVEY_PLACES];
    /* place_begins[0] to be expected if the spans and other words of each text were dealt anew:
       the sum of spans / (spans + other words) */
    double place_chance;
    size_t length_spans[PITH_SURVEY_LENGTHS]; /* spans of 1, 2, ... words; the last: and of more */
    /* the mark that tells best (by F1) where spans begin, and where they end: its code point, 0
       without any; how often it stands in the texts; how often first in a span or in front of it,
       last in a span or behind it */
    size_t mark_before, mark_before_all, mark_before_spans;
    size_t mark_behind, mark_behind_all, mark_behind_spans;
} pith_survey;

/* What a model reached on labelled texts; section 5. [stable] */
typedef struct pith_metrics pith_metrics;

/* The start of a run: what was read and made. [stable] */
typedef struct pith_train_start {
    size_t size;
    const pith_config *config; /* as it really is */
    const char *train_path, *train_sha256, *train_format;
    size_t train_texts, train_tokens, train_spans, train_absent, train_bad_lines;
    const char *dev_path, *dev_sha256; /* both "" without dev texts; sha256 "" for a pipe */
    size_t dev_texts, dev_tokens;
    size_t vocabulary, parameters; /* words, pad and unknown among them; numbers in the net */
    size_t embedding_matched, embedding_folded; /* words with a pretrained vector */
    const char *embedding_format;               /* NULL = random vectors */
    int64_t steps_per_epoch, steps_total;
    int64_t resumed_step; /* 0 = from the beginning */
    int threads;
    const pith_survey *survey; /* NULL: not made */
} pith_train_start;

/* A metric as a record has it: its name and value. [frozen: it stands in arrays] */
typedef struct pith_metric_value {
    const char *name;
    double value;
} pith_metric_value;

/*
 * What an event has besides its kind. The net is probed before the first step, after every
 * train.probe_every-th epoch, before a checkpoint within an epoch, and after resuming. [stable]
 */
typedef enum pith_event_kind {
    PITH_EVENT_START = 0,      /* start */
    PITH_EVENT_STEP = 1,       /* trace */
    PITH_EVENT_PROBE = 2,      /* probe */
    PITH_EVENT_EPOCH = 3,      /* epoch_*, best; metrics (NULL), values (none) without dev */
    PITH_EVENT_CHECKPOINT = 4, /* path */
    PITH_EVENT_MODEL = 5,      /* path: a better model was written */
    PITH_EVENT_END = 6         /* metrics and values of the best model; epoch, path, reason */
} pith_event_kind;

/* Something that happened to a run. What does not belong to its kind is NULL or 0. [stable] */
typedef struct pith_event {
    size_t size;
    pith_event_kind kind;
    const pith_train_start *start;
    const pith_trace *trace;
    const pith_probe *probe;
    int64_t epoch; /* 0-based, of the epoch that has ended; of the best one, -1: none */
    double epoch_loss, epoch_seconds;
    const pith_metrics *metrics;     /* NULL in a recorded run, which has values alone */
    const pith_metric_value *values; /* [value_count] all of pith_metrics_at */
    size_t value_count;
    int best; /* this epoch's model is the best so far */
    const char *path;
    const char *reason; /* "epochs", "steps", "patience", "rate", "stopped"; static */
} pith_event;

/*
 * pith_..._init begins a record of your own, to be told to a doctor (section 6): size (always
 * sizeof *record), numbers NaN, counts 0, pointers NULL, a trace's clip 1.
 *
 *     pith_trace trace;
 *     pith_trace_init(&trace, sizeof trace);
 *
 * [stable] [any thread]
 */
PITH_API void pith_event_init(pith_event *event, size_t size);
PITH_API void pith_train_start_init(pith_train_start *start, size_t size);
PITH_API void pith_trace_init(pith_trace *trace, size_t size);
PITH_API void pith_probe_init(pith_probe *probe, size_t size);
PITH_API void pith_survey_init(pith_survey *survey, size_t size);

/* What an observer answers to an event. [stable] */
typedef enum pith_answer {
    PITH_ANSWER_GO = 0,  /* go on */
    PITH_ANSWER_STOP = 1 /* end training after this step */
} pith_answer;

/*
 * An observer sees every event and may answer PITH_ANSWER_STOP: training then ends after this step,
 * or before the first, with a checkpoint and the best model written. Observers are called in order,
 * from the thread that called pith_train; what an event points to lives only during the call.
 * [frozen: it stands in an array]
 */
typedef struct pith_observer {
    pith_answer (*see)(void *context, const pith_event *event);
    void *context;
} pith_observer;

/* `pith_train_options o = PITH_TRAIN_OPTIONS_INIT;`, then at least model_path. [stable] */
typedef struct pith_train_options {
    size_t size;                    /* sizeof(pith_train_options) */
    const char *model_path;         /* where the model goes; required */
    const char *checkpoint_path;    /* NULL: model_path + ".checkpoint" */
    int resume;                     /* 1: go on from the checkpoint if there is one */
    const pith_observer *observers; /* [observer_count] */
    size_t observer_count;
} pith_train_options;

#define PITH_TRAIN_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(pith_train_options), NULL, NULL, 0, NULL, 0                                         \
    }

/*
 * pith_train trains on data.train under config. The model file holds the best epoch by dev
 * keyphrase F1 (without data.dev: the last). The same configuration, data and seed give the same
 * file, bit for bit, for every number of threads and however often it was interrupted and resumed.
 * On success the checkpoint is removed.
 *
 * PITH_STATUS_STOPPED when an observer stopped it (a model is written all the same: of the best
 * epoch, or, if none has ended, of the weights as they are). PITH_STATUS_NEGATIVE when the loss is
 * no longer a number. PITH_STATUS_USAGE for knobs that do not go together, PITH_STATUS_DATA for
 * texts that are wrong, PITH_STATUS_SYSTEM for files. After a failure model_path holds the best
 * model so far, or what was there before; the checkpoint stays. [stable] [any thread; not two with
 * the same files]
 */
PITH_API pith_status pith_train(const pith_config *config, const pith_train_options *options,
                                pith_error *err);

/* ====================================================================================== */
/* 5  Evaluate                                                                            */
/* ====================================================================================== */

/*
 * pith_evaluate tags a file of labelled texts with a model and compares with the labels. `config`
 * gives data.format, data.skip_bad_lines, train.threads and model.precision, and those of
 * data.match and data.max_length that pith_config_set has set (a preset's do not count); NULL = the
 * model's own, all cores. PITH_STATUS_SYSTEM when the file cannot be
 * read, PITH_STATUS_DATA with its line when it is wrong. [stable] [any thread]
 */
PITH_API pith_status pith_evaluate(const pith_model *model, const char *path,
                                   const pith_config *config, pith_metrics **metrics,
                                   pith_error *err);

PITH_API void pith_metrics_free(pith_metrics *metrics); /* NULL is fine. [stable] [one at a time] */

/* One metric, for tables. The text is static. [stable] */
typedef struct pith_metric {
    size_t size;
    const char *name; /* "keyphrase.f1" */
    const char *help;
    double value;
    double baseline;  /* of the trivial tagger that always says O */
    int has_baseline; /* 0: `baseline` means nothing for this metric */
} pith_metric;

/* pith_metrics_at returns metric i; NULL past the last. The metrics'. [stable] [any thread] */
PITH_API const pith_metric *pith_metrics_at(const pith_metrics *metrics, int i);

/* pith_metrics_get returns a value by name; NaN for an unknown name. [stable] [any thread] */
PITH_API double pith_metrics_get(const pith_metrics *metrics, const char *name);

/*
 * pith_metrics_reliability tells of predicted phrases whose score is in tenth `bin` (0 to 9): how
 * many, their mean score, and the share of them that are gold phrases; of an empty or no bin 0,
 * NaN, NaN. Where scores mean what they say the two are alike. [stable] [any thread]
 */
PITH_API size_t pith_metrics_reliability(const pith_metrics *metrics, int bin, double *score,
                                         double *correct);

/*
 * pith_metrics_confusion: tokens with keyphrase label `gold` that were tagged `predicted`, both
 * from 0 on in the order O B I E S; 0 for others. [stable] [any thread]
 */
PITH_API size_t pith_metrics_confusion(const pith_metrics *metrics, int gold, int predicted);

/* What was measured and how. [stable] */
typedef struct pith_metrics_source {
    size_t size;
    const char *path;
    const char *sha256; /* of the file, 64 hex digits; "" for a pipe */
    const char *format, *tokenizer;
    const char *match; /* the rule by which given phrases were marked */
} pith_metrics_source;

/* pith_metrics_source_get says what was measured. The metrics'. [stable] [any thread] */
PITH_API const pith_metrics_source *pith_metrics_source_get(const pith_metrics *metrics);

/* ====================================================================================== */
/* 6  Diagnose                                                                            */
/* ====================================================================================== */

/*
 * The doctor reads the events of a run, live or recorded, and says what is wrong with it. A finding
 * is a row of a table: each row looks at what was seen and is silent, speaks, or lacks data. The
 * same events give the same findings, wherever they come from; a recorded run of any program will
 * do, as long as it fills what it knows and leaves the rest as pith_..._init made it. [stable]
 */
typedef struct pith_doctor pith_doctor;

/* How bad a finding is. [stable] */
typedef enum pith_severity {
    PITH_SEVERITY_NOTE = 0,    /* worth knowing; a healthy run may have it */
    PITH_SEVERITY_WARNING = 1, /* costs accuracy or time, or makes numbers mean less than they
                                  seem to */
    PITH_SEVERITY_ERROR = 2    /* this run cannot become good, or its numbers are wrong */
} pith_severity;

/* What a row of the table says of a run. [stable] */
typedef enum pith_verdict {
    PITH_VERDICT_SILENT = 0,
    PITH_VERDICT_FOUND = 1,
    PITH_VERDICT_TOO_LITTLE = 2 /* what it needs was not recorded */
} pith_verdict;

/* Bounds of arrays in pith_finding: part of the ABI, as the arrays are. */
enum { PITH_EVIDENCE_MAX = 8, PITH_REMEDIES_MAX = 4 };

/* A kind of finding; all text is static. docs/doctor.md has a section for each id. [stable] */
typedef struct pith_finding_kind {
    size_t size;
    const char *id;    /* "step-too-small" */
    const char *group; /* "learning" "loss" "measure" "data" "fit" */
    const char *title; /* "the step is too small for this loss" */
    const char *needs; /* what must have been recorded to tell */
    int state;         /* 1: a state that has causes ("prior-only"), not a cause */
} pith_finding_kind;

/*
 * pith_finding_kind_at returns row i of the table; NULL past the last. Static. [stable]
 * [any thread]
 */
PITH_API const pith_finding_kind *pith_finding_kind_at(int i);

/* A number that speaks for a finding. [frozen: it stands in an array] */
typedef struct pith_evidence {
    const char *name;                   /* "update / weight"; static */
    double value, usual_min, usual_max; /* what healthy runs show; NaN: no bound */
    char of[48];                        /* "layer1.weight_hh", or "" */
} pith_evidence;

/* What may help. [frozen: it stands in an array] */
typedef struct pith_remedy {
    char change[160]; /* knobs, "optim.rate=0.26 optim.clip=5"; "" if no knob does it */
    char why[160];
} pith_remedy;

/*
 * What a row found. [frozen: it stands in an array; what is added later will be told by functions
 * that take the doctor and a finding's place]
 */
typedef struct pith_finding {
    const char *id; /* of its kind; static */
    pith_severity severity;
    pith_verdict verdict;
    double weight;      /* how well it explains the run, in [0, 1]; findings are ranked by it */
    char sentence[400]; /* plain words, with the numbers that matter */
    int evidence_count, remedy_count;
    pith_evidence evidence[PITH_EVIDENCE_MAX];
    pith_remedy remedy[PITH_REMEDIES_MAX];
} pith_finding;

/* pith_doctor_new makes a doctor that has seen nothing. [stable] [any thread] */
PITH_API pith_status pith_doctor_new(pith_doctor **doctor, pith_error *err);

PITH_API void pith_doctor_free(pith_doctor *doctor); /* NULL is fine. [stable] [one at a time] */

/*
 * pith_doctor_see takes note of an event, and copies what it needs. Kinds of events that it does
 * not know are left out. PITH_STATUS_MEMORY, or PITH_STATUS_USAGE for a size that cannot be or an
 * event without the record of its kind: the doctor then knows what it knew before. [stable]
 * [one at a time]
 */
PITH_API pith_status pith_doctor_see(pith_doctor *doctor, const pith_event *event, pith_error *err);

/*
 * pith_doctor_examine asks every row. *findings, the doctor's until its next call, holds *count
 * findings with verdict FOUND or TOO_LITTLE: states first, then causes by severity and weight, then
 * what could not be told. A run is healthy if none is a warning or an error. May be asked again
 * when more was seen. [stable] [one at a time]
 */
PITH_API pith_status pith_doctor_examine(pith_doctor *doctor, const pith_finding **findings,
                                         size_t *count, pith_error *err);

/* One parameter tensor in the gradient check. [frozen: it stands in the caller's array] */
typedef struct pith_gradcheck_row {
    char name[48];
    size_t count;
    double error; /* ‖analytic - numeric‖ / (‖analytic‖ + ‖numeric‖) */
    double magnitude;
} pith_gradcheck_row;

/*
 * pith_gradcheck compares the net's gradient with central differences, in double precision, on a
 * small made-up batch, for the net that config describes (its sizes are replaced by small ones).
 * Fills at most `capacity` rows (rows may be NULL if that is 0), sets *count to how many there are
 * and *worst to the largest error: above 1e-6 something is wrong with pith. [may change]
 * [any thread]
 */
PITH_API pith_status pith_gradcheck(const pith_config *config, pith_gradcheck_row *rows,
                                    size_t capacity, size_t *count, double *worst, pith_error *err);

#ifdef __cplusplus
}
#endif
#endif /* PITH_H */
