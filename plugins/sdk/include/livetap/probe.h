/* SPDX-License-Identifier: Apache-2.0
 *
 * livetap/probe.h - the boundary between the Livetap agent and a probe plugin.
 *
 * A plugin is a shared library that exports exactly one symbol, the data object
 * `livetap_probe_entry`. This header is the whole contract: a plugin needs nothing else, links to
 * nothing of Livetap, and may be written in any language that can lay out these structs. C++ users
 * want livetap/probe.hpp, which turns a probe into one small class.
 *
 * Processes. The agent never loads a plugin. It starts one worker process per probe of its config;
 * the worker loads one library, makes one instance and serves it until the agent ends it. A crash,
 * a hang, a leak or exit() costs that probe a gap and nobody else anything. Nothing is dlclosed.
 *
 * Threads. Every function of a probe type is called on one thread of the worker, the collect
 * thread, never two at once - except cancel, which comes from another thread while collect runs.
 * Each function below names its thread:
 *   [collect]  the collect thread only
 *   [any]      any thread of the worker
 *
 * Ownership. No pointer changes owner. Descriptions live as long as what describes them: static
 * ones with the library, a schema with its instance. What is passed into a call is borrowed until
 * that call returns; the receiver copies what it keeps.
 *
 * Strings are {pointer, size}, UTF-8, not terminated. {NULL, 0} is the empty string.
 *
 * Growth. Every struct begins with its own size as the writer of it was compiled. Structs only grow
 * at their end, enumerations only gain values, and functions are only added after the last. A
 * reader treats what lies beyond `size` as absent. Arrays of structs are contiguous, and the
 * distance between two elements is the `size` that the first one states.
 *
 * What a plugin must leave alone: stdout and stderr, signal dispositions, locale, working
 * directory, environment, and the end of the process. It logs through the host.
 */
/* What stands in columns is read in columns. */
/* clang-format off */
#ifndef LIVETAP_PROBE_H
#define LIVETAP_PROBE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. A plugin is accepted when its major is the agent's own and its minor
 * is not above the agent's. */
#define LIVETAP_ABI_MAJOR 1u
#define LIVETAP_ABI_MINOR 1u

typedef struct livetap_str {
  const char* data;
  size_t size;
} livetap_str;

/* A livetap_str from a string literal, usable in static initialisers of C. */
#define LIVETAP_STR(literal) {(literal), sizeof(literal) - 1}

/* ------------------------------------------------------------------------------------- settings */

typedef enum livetap_setting_type {
  LIVETAP_SETTING_TEXT = 1,
  LIVETAP_SETTING_SECRET = 2,   /* text that the agent masks wherever text goes out */
  LIVETAP_SETTING_INT = 3,      /* 64 bit, signed */
  LIVETAP_SETTING_NUMBER = 4,   /* double */
  LIVETAP_SETTING_BOOL = 5,
  LIVETAP_SETTING_DURATION = 6, /* written with a unit (500ms, 5s, 1h); read as nanoseconds */
  LIVETAP_SETTING_URL = 7,      /* absolute, its user:password part masked in text */
  LIVETAP_SETTING_CHOICE = 8,   /* one of `choices` */
  LIVETAP_SETTING_LIST = 9,     /* a sequence; children[0] describes its elements */
  LIVETAP_SETTING_SECTION = 10, /* a mapping with the keys named by `children` */
  LIVETAP_SETTING_MAP = 11      /* a mapping with free keys; children[0] describes its values */
} livetap_setting_type;

enum { LIVETAP_SETTING_REQUIRED = 1u };

/* One setting of a probe type. The agent parses and checks the YAML, fills in defaults and resolves
 * environment variables and secret files before a plugin sees a value. */
typedef struct livetap_setting {
  uint32_t size;
  uint32_t type;              /* livetap_setting_type */
  uint32_t flags;             /* LIVETAP_SETTING_REQUIRED or 0 */
  livetap_str name;           /* snake_case; ignored where children[0] describes list or map values */
  livetap_str default_value;  /* as it would be written in YAML; {NULL, 0}: none */
  livetap_str doc;            /* one sentence for people */
  const livetap_str* choices; /* for CHOICE */
  size_t choice_count;
  const struct livetap_setting* children; /* for LIST, SECTION and MAP */
  size_t child_count;
} livetap_setting;

/* ----------------------------------------------------------------------------------- measurements */

typedef enum livetap_type {
  LIVETAP_F64 = 1,
  LIVETAP_I64 = 2,
  LIVETAP_BOOL = 3,
  LIVETAP_TEXT = 4,
  LIVETAP_TIME = 5 /* i64, milliseconds since 1970 in UTC */
} livetap_type;

typedef enum livetap_kind {
  LIVETAP_GAUGE = 1,   /* goes up and down; a window shows means */
  LIVETAP_COUNTER = 2, /* only rises, but for restarts of its source; a window shows the last */
  LIVETAP_STATE = 3,   /* one of few values; a window shows the last */
  LIVETAP_KIND_TEXT = 4
} livetap_kind;

typedef enum livetap_on_empty {
  LIVETAP_ON_EMPTY_NULL = 1,   /* a series that is missing from a good gather has every field null */
  LIVETAP_ON_EMPTY_ZERO = 2,   /* ... has every number 0, false for a bool, null for text */
  LIVETAP_ON_EMPTY_NOTHING = 3 /* ... sends no row */
} livetap_on_empty;

enum {
  LIVETAP_FIELD_TREND = 1u,         /* worth a trend: windows take it */
  LIVETAP_FIELD_WARN_IF_TRUE = 2u,  /* a bool: true makes the verdict of --once a warning */
  LIVETAP_FIELD_FAIL_IF_FALSE = 4u, /* a bool: false makes the verdict of --once a failure */
  LIVETAP_FIELD_REASON = 8u,        /* a text: says why, in words, when one of the two above does */
  LIVETAP_FIELD_HINT = 16u,         /* a text: the likely cure, goes with the reason; since 1.1 */
  LIVETAP_FIELD_DURATION = 32u      /* a number, ms: what the check of this row took; since 1.1 */
};

/* event_true and event_false are types of events, for a bool that is worth one. The agent watches
 * the field series by series, with hysteresis, and makes an event of that type when it has become
 * true or false; null is unknown and changes nothing. The event's message is the row's reason,
 * where it has one, and how long the state before lasted; its severity is error for a false of
 * FAIL_IF_FALSE, warning for a true of WARN_IF_TRUE, else info. Of a table no field is watched. */

typedef struct livetap_field {
  uint32_t size;
  uint32_t type; /* livetap_type */
  uint32_t kind; /* livetap_kind */
  uint32_t flags;
  livetap_str name; /* [a-z][a-z0-9_]{0,39}; not reserved: time, labels, agent, age_s,
                       PostgreSQL's system columns */
  livetap_str unit; /* an id that Grafana knows (ms, bytes, short, percent ...); "none" if there is none */
  livetap_str doc;
  /* since 1.1 */
  livetap_str event_true;  /* same form as a name; empty: no event */
  livetap_str event_false;
} livetap_field;

enum {
  LIVETAP_MEASUREMENT_TABLE = 1u, /* rows are the lines of one table: no tags, no series, no trend */
  LIVETAP_MEASUREMENT_LATE = 2u,  /* fields are known only to the source: declared inside collect */
  /* Each row is one thing among many that the probe looks at (a service, an endpoint): --once gives
   * it a line, named by the values of its tags, joined with "/". Since 1.1. */
  LIVETAP_MEASUREMENT_TARGETS = 4u
};

typedef struct livetap_measurement {
  uint32_t size;
  uint32_t flags;
  livetap_str name; /* [a-z][a-z0-9_]{0,39} */
  livetap_str doc;
  const livetap_str* tags; /* names, same form as fields */
  size_t tag_count;
  const livetap_field* fields;
  size_t field_count;
  uint32_t on_empty;    /* livetap_on_empty; 0 means NULL */
  uint32_t interval_ms; /* of this measurement where it differs from the probe's; 0 means the probe's */
} livetap_measurement;

typedef struct livetap_schema {
  uint32_t size;
  uint32_t reserved;
  const livetap_measurement* measurements;
  size_t measurement_count;
} livetap_schema;

/* ----------------------------------------------------------------------------------------- errors */

/* A kind names the reaction that it asks for. */
typedef enum livetap_error_kind {
  LIVETAP_ERROR_CONFIG = 1,      /* the user must change something: no retry until a reload */
  LIVETAP_ERROR_AUTH = 2,        /* the source refuses us: retried slowly */
  LIVETAP_ERROR_UNAVAILABLE = 3, /* nobody answers: retried at the probe's interval */
  LIVETAP_ERROR_TIMEOUT = 4,     /* too late: retried at the probe's interval */
  LIVETAP_ERROR_PROTOCOL = 5,    /* an answer that makes no sense: retried */
  LIVETAP_ERROR_CANCELLED = 6,   /* the host asked for it: silent */
  LIVETAP_ERROR_INTERNAL = 7     /* the plugin's own fault: counted as misbehaviour */
} livetap_error_kind;

/* An error, owned by the caller and filled by the callee. The texts are UTF-8 and terminated; what
 * is too long is cut. `setting` is a key path below the probe's settings, such as queries[2].sql,
 * which the agent turns into file, line and column; empty when no setting is to blame. */
typedef struct livetap_error {
  uint32_t size;
  uint32_t kind;
  char message[1024]; /* what is wrong, and where: names the host, query or file */
  char hint[512];     /* the likely cure, in words; may be empty */
  char setting[256];
} livetap_error;

/* ------------------------------------------------------------------------------------------- rows */

/* One value. type 0 is null: the value is missing. The type must be the field's own, with two
 * exceptions: an i64 is accepted for an f64, and i64 and time are the same. */
typedef struct livetap_value {
  uint32_t type; /* livetap_type, or 0 */
  uint32_t reserved;
  union {
    double f64;
    int64_t i64;
    int64_t boolean; /* 0 or 1 */
    livetap_str text;
  } as;
} livetap_value;

typedef enum livetap_result {
  LIVETAP_OK = 0,
  LIVETAP_BAD_SHAPE = 1, /* no such measurement, or an unknown type: the plugin is wrong */
  LIVETAP_DROPPED = 2,   /* a bound is reached; counted by the host */
  LIVETAP_CANCELLED = 3  /* the host wants collect to return */
} livetap_result;

typedef enum livetap_severity {
  LIVETAP_DEBUG = 1,
  LIVETAP_INFO = 2,
  LIVETAP_WARNING = 3,
  LIVETAP_ERROR = 4
} livetap_severity;

typedef struct livetap_event {
  uint32_t size;
  uint32_t severity; /* livetap_severity */
  int64_t time_ms;   /* since 1970 in UTC; 0 means now */
  livetap_str type;  /* signal, order, service_down ... */
  livetap_str service;
  livetap_str message;
  livetap_str attributes; /* a JSON object, or empty */
} livetap_event;

/* ------------------------------------------------------------------------------------------- host */

typedef struct livetap_node livetap_node; /* a settings value, opaque */

/* What the agent offers to an instance. Lives as long as the instance. */
typedef struct livetap_host {
  uint32_t size;
  uint32_t reserved;
  void* context; /* the host's own */

  /* Settings. [collect] Each returns 1 and writes *out, or 0 when the node is NULL or of another
   * type. Text that is written lives as long as the instance. Types were checked by the agent, so a
   * 0 for a required setting is a mistake in the plugin. */
  int (*node_text)(const livetap_node* node, livetap_str* out); /* TEXT, SECRET, URL, CHOICE */
  int (*node_int)(const livetap_node* node, int64_t* out);      /* INT; DURATION in nanoseconds */
  int (*node_number)(const livetap_node* node, double* out);    /* NUMBER, INT */
  int (*node_bool)(const livetap_node* node, int* out);
  size_t (*node_count)(const livetap_node* node); /* elements of a LIST, entries of a MAP or SECTION */
  const livetap_node* (*node_at)(const livetap_node* node, size_t index); /* NULL beyond the end */
  livetap_str (*node_key)(const livetap_node* node, size_t index); /* of a MAP or SECTION */
  const livetap_node* (*node_child)(const livetap_node* node, livetap_str key); /* NULL when unset */

  /* Adds a row to the open gather of a measurement. [collect] Never blocks; copies before it
   * returns. `tags` and `values` are in schema order and as many as the schema says. */
  int (*emit)(const struct livetap_host* host, uint32_t measurement, const livetap_str* tags,
              const livetap_value* values);

  /* Closes the gather of a measurement: its rows get one timestamp and leave at once. [collect]
   * With an error the rows are discarded, and this measurement alone counts as failed. A gather of
   * no rows is a good one. */
  int (*done)(const struct livetap_host* host, uint32_t measurement, const livetap_error* error);

  /* Gives a LATE measurement its tags and fields, once, before its first row. [collect] The same
   * shape again is fine; another one is refused with BAD_SHAPE until a reload, or the next start of
   * the agent. */
  int (*declare)(const struct livetap_host* host, uint32_t measurement,
                 const livetap_measurement* shape);

  /* Adds an event. It is committed together with the state and rows of the gather that is closed
   * next. [collect] DROPPED: too many events wait for the agent; it is not counted. A cursor stops
   * before it and brings it with a later collect. */
  int (*event)(const struct livetap_host* host, const livetap_event* event);

  /* Health of a streaming probe between gathers. [any] `error` NULL: all is well. */
  void (*status)(const struct livetap_host* host, livetap_str text, const livetap_error* error);

  /* [any] Cut at 4 KiB a line; the agent limits the rate. */
  void (*log)(const struct livetap_host* host, livetap_severity severity, livetap_str text);

  /* A few bytes that outlive the worker (a cursor), at most 64 KiB a probe. [collect] What is put
   * is committed with the gather that is closed next. get returns 1 and borrows until the next put,
   * or returns 0. put returns 1, or 0 when that bound is reached. */
  int (*state_get)(const struct livetap_host* host, livetap_str key, livetap_str* value);
  int (*state_put)(const struct livetap_host* host, livetap_str key, livetap_str value);

  /* Deadline and cancel are one signal. [any] cancelled() is cheap; the descriptor becomes readable
   * at the same moment and stays so until collect has returned; do not read from it. */
  int (*cancelled)(const struct livetap_host* host);
  int (*cancel_fd)(const struct livetap_host* host);
} livetap_host;

/* ------------------------------------------------------------------------------------- probe type */

typedef struct livetap_call {
  uint32_t size;
  uint32_t reserved;
  int64_t deadline_ns; /* on CLOCK_MONOTONIC; 0 for a streaming probe that stays: none */
  /* The measurements to gather in this call, rising. A streaming probe: all. */
  const uint32_t* due;
  size_t due_count;
  int64_t interval_ns; /* of the probe, by its config: how often a gather is wanted; since 1.1 */
} livetap_call;

enum { LIVETAP_PROBE_STREAMING = 1u };

/* One kind of probe that the library offers. Functions return 1 for success; otherwise 0, with the
 * error filled. */
typedef struct livetap_probe_type {
  uint32_t size;
  uint32_t flags;
  livetap_str id;      /* what `plugin:` in the config names */
  livetap_str summary; /* one sentence for people */
  uint32_t interval_ms; /* default; 0 means the agent's */
  uint32_t timeout_ms;  /* default; 0 means the agent's */
  const livetap_setting* settings;
  size_t setting_count;

  /* Makes an instance. [collect] No I/O; done in less than 50 ms. NULL with the error filled when
   * the settings make no sense together. The host lives longer than the instance. */
  void* (*create)(const livetap_host* host, const livetap_node* settings, livetap_error* error);

  /* What the instance measures. [collect] Pure; constant as long as the instance lives. */
  const livetap_schema* (*schema)(void* instance);

  /* Gathers. [collect] Never two at once.
   * Polled: gathers each measurement that is due, closes each with done(), returns before the
   * deadline. The result speaks of what spoils everything (no connection, login refused); it counts
   * for every due measurement that was not closed.
   * Streaming: stays inside and closes gathers as it sees fit, until cancelled or until its source
   * is lost; the agent calls again with back-off. With a deadline (agent --once) one round of it is
   * wanted: the first gather that is closed of each measurement is the answer, so it waits, up to
   * the deadline, until it can tell something. */
  int (*collect)(void* instance, const livetap_call* call, livetap_error* error);

  /* Asks a running collect to return soon. [any] Optional (NULL): the descriptor says the same.
   * Must not block. */
  void (*cancel)(void* instance);

  /* Frees everything. [collect] Cannot fail. */
  void (*destroy)(void* instance);
} livetap_probe_type;

typedef struct livetap_entry {
  uint32_t size; /* of this struct */
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t type_count;
  livetap_str version; /* of the plugin */
  const livetap_probe_type* types;
} livetap_entry;

#if defined(__GNUC__)
#define LIVETAP_EXPORT __attribute__((visibility("default")))
#else
#define LIVETAP_EXPORT
#endif

/* The one symbol of a plugin. */
extern LIVETAP_EXPORT const livetap_entry livetap_probe_entry;

#ifdef __cplusplus
}
#endif

#endif /* LIVETAP_PROBE_H */
