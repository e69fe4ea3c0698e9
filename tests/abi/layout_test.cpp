// Pins the layout of probe.h on LP64 (x86-64, aarch64): a plugin built years ago lays out its
// structs like this. A line may be added for a member at a struct's end; none may ever change.
#include <doctest/doctest.h>
#include <livetap/probe.h>

#include <cstddef>

#define CHECK_OFFSET(type, member, offset) CHECK(offsetof(type, member) == (offset))
#define CHECK_SIZE(type, size) CHECK(sizeof(type) == (size))

TEST_CASE("the layout of a text has not moved") {
  CHECK_SIZE(livetap_str, 16);
  CHECK_OFFSET(livetap_str, data, 0);
  CHECK_OFFSET(livetap_str, size, 8);
}

TEST_CASE("the layout of a setting has not moved") {
  CHECK_SIZE(livetap_setting, 96);
  CHECK_OFFSET(livetap_setting, size, 0);
  CHECK_OFFSET(livetap_setting, type, 4);
  CHECK_OFFSET(livetap_setting, flags, 8);
  CHECK_OFFSET(livetap_setting, name, 16);
  CHECK_OFFSET(livetap_setting, default_value, 32);
  CHECK_OFFSET(livetap_setting, doc, 48);
  CHECK_OFFSET(livetap_setting, choices, 64);
  CHECK_OFFSET(livetap_setting, choice_count, 72);
  CHECK_OFFSET(livetap_setting, children, 80);
  CHECK_OFFSET(livetap_setting, child_count, 88);
}

TEST_CASE("the layout of a field has not moved") {
  CHECK_SIZE(livetap_field, 96);
  CHECK_OFFSET(livetap_field, size, 0);
  CHECK_OFFSET(livetap_field, type, 4);
  CHECK_OFFSET(livetap_field, kind, 8);
  CHECK_OFFSET(livetap_field, flags, 12);
  CHECK_OFFSET(livetap_field, name, 16);
  CHECK_OFFSET(livetap_field, unit, 32);
  CHECK_OFFSET(livetap_field, doc, 48);
  CHECK_OFFSET(livetap_field, event_true, 64);
  CHECK_OFFSET(livetap_field, event_false, 80);
}

TEST_CASE("the layout of a measurement has not moved") {
  CHECK_SIZE(livetap_measurement, 80);
  CHECK_OFFSET(livetap_measurement, size, 0);
  CHECK_OFFSET(livetap_measurement, flags, 4);
  CHECK_OFFSET(livetap_measurement, name, 8);
  CHECK_OFFSET(livetap_measurement, doc, 24);
  CHECK_OFFSET(livetap_measurement, tags, 40);
  CHECK_OFFSET(livetap_measurement, tag_count, 48);
  CHECK_OFFSET(livetap_measurement, fields, 56);
  CHECK_OFFSET(livetap_measurement, field_count, 64);
  CHECK_OFFSET(livetap_measurement, on_empty, 72);
  CHECK_OFFSET(livetap_measurement, interval_ms, 76);
}

TEST_CASE("the layout of a schema has not moved") {
  CHECK_SIZE(livetap_schema, 24);
  CHECK_OFFSET(livetap_schema, size, 0);
  CHECK_OFFSET(livetap_schema, reserved, 4);
  CHECK_OFFSET(livetap_schema, measurements, 8);
  CHECK_OFFSET(livetap_schema, measurement_count, 16);
}

TEST_CASE("the layout of an error has not moved") {
  CHECK_SIZE(livetap_error, 1800);
  CHECK_OFFSET(livetap_error, size, 0);
  CHECK_OFFSET(livetap_error, kind, 4);
  CHECK_OFFSET(livetap_error, message, 8);
  CHECK_OFFSET(livetap_error, hint, 1032);
  CHECK_OFFSET(livetap_error, setting, 1544);
}

TEST_CASE("the layout of a value has not moved") {
  CHECK_SIZE(livetap_value, 24);
  CHECK_OFFSET(livetap_value, type, 0);
  CHECK_OFFSET(livetap_value, reserved, 4);
  CHECK_OFFSET(livetap_value, as, 8);
}

TEST_CASE("the layout of an event has not moved") {
  CHECK_SIZE(livetap_event, 80);
  CHECK_OFFSET(livetap_event, size, 0);
  CHECK_OFFSET(livetap_event, severity, 4);
  CHECK_OFFSET(livetap_event, time_ms, 8);
  CHECK_OFFSET(livetap_event, type, 16);
  CHECK_OFFSET(livetap_event, service, 32);
  CHECK_OFFSET(livetap_event, message, 48);
  CHECK_OFFSET(livetap_event, attributes, 64);
}

TEST_CASE("the layout of the table of host functions has not moved") {
  CHECK_SIZE(livetap_host, 160);
  CHECK_OFFSET(livetap_host, size, 0);
  CHECK_OFFSET(livetap_host, reserved, 4);
  CHECK_OFFSET(livetap_host, context, 8);
  CHECK_OFFSET(livetap_host, node_text, 16);
  CHECK_OFFSET(livetap_host, node_int, 24);
  CHECK_OFFSET(livetap_host, node_number, 32);
  CHECK_OFFSET(livetap_host, node_bool, 40);
  CHECK_OFFSET(livetap_host, node_count, 48);
  CHECK_OFFSET(livetap_host, node_at, 56);
  CHECK_OFFSET(livetap_host, node_key, 64);
  CHECK_OFFSET(livetap_host, node_child, 72);
  CHECK_OFFSET(livetap_host, emit, 80);
  CHECK_OFFSET(livetap_host, done, 88);
  CHECK_OFFSET(livetap_host, declare, 96);
  CHECK_OFFSET(livetap_host, event, 104);
  CHECK_OFFSET(livetap_host, status, 112);
  CHECK_OFFSET(livetap_host, log, 120);
  CHECK_OFFSET(livetap_host, state_get, 128);
  CHECK_OFFSET(livetap_host, state_put, 136);
  CHECK_OFFSET(livetap_host, cancelled, 144);
  CHECK_OFFSET(livetap_host, cancel_fd, 152);
}

TEST_CASE("the layout of a call of collect has not moved") {
  CHECK_SIZE(livetap_call, 40);
  CHECK_OFFSET(livetap_call, size, 0);
  CHECK_OFFSET(livetap_call, reserved, 4);
  CHECK_OFFSET(livetap_call, deadline_ns, 8);
  CHECK_OFFSET(livetap_call, due, 16);
  CHECK_OFFSET(livetap_call, due_count, 24);
  CHECK_OFFSET(livetap_call, interval_ns, 32);
}

TEST_CASE("the layout of a probe type has not moved") {
  CHECK_SIZE(livetap_probe_type, 104);
  CHECK_OFFSET(livetap_probe_type, size, 0);
  CHECK_OFFSET(livetap_probe_type, flags, 4);
  CHECK_OFFSET(livetap_probe_type, id, 8);
  CHECK_OFFSET(livetap_probe_type, summary, 24);
  CHECK_OFFSET(livetap_probe_type, interval_ms, 40);
  CHECK_OFFSET(livetap_probe_type, timeout_ms, 44);
  CHECK_OFFSET(livetap_probe_type, settings, 48);
  CHECK_OFFSET(livetap_probe_type, setting_count, 56);
  CHECK_OFFSET(livetap_probe_type, create, 64);
  CHECK_OFFSET(livetap_probe_type, schema, 72);
  CHECK_OFFSET(livetap_probe_type, collect, 80);
  CHECK_OFFSET(livetap_probe_type, cancel, 88);
  CHECK_OFFSET(livetap_probe_type, destroy, 96);
}

TEST_CASE("the layout of the entry has not moved") {
  CHECK_SIZE(livetap_entry, 40);
  CHECK_OFFSET(livetap_entry, size, 0);
  CHECK_OFFSET(livetap_entry, abi_major, 4);
  CHECK_OFFSET(livetap_entry, abi_minor, 8);
  CHECK_OFFSET(livetap_entry, type_count, 12);
  CHECK_OFFSET(livetap_entry, version, 16);
  CHECK_OFFSET(livetap_entry, types, 32);
}

TEST_CASE("the numbers of the enumerations have not changed") {
  CHECK(LIVETAP_SETTING_TEXT == 1);
  CHECK(LIVETAP_SETTING_SECRET == 2);
  CHECK(LIVETAP_SETTING_INT == 3);
  CHECK(LIVETAP_SETTING_NUMBER == 4);
  CHECK(LIVETAP_SETTING_BOOL == 5);
  CHECK(LIVETAP_SETTING_DURATION == 6);
  CHECK(LIVETAP_SETTING_URL == 7);
  CHECK(LIVETAP_SETTING_CHOICE == 8);
  CHECK(LIVETAP_SETTING_LIST == 9);
  CHECK(LIVETAP_SETTING_SECTION == 10);
  CHECK(LIVETAP_SETTING_MAP == 11);
  CHECK(LIVETAP_SETTING_REQUIRED == 1);
  CHECK(LIVETAP_F64 == 1);
  CHECK(LIVETAP_I64 == 2);
  CHECK(LIVETAP_BOOL == 3);
  CHECK(LIVETAP_TEXT == 4);
  CHECK(LIVETAP_TIME == 5);
  CHECK(LIVETAP_GAUGE == 1);
  CHECK(LIVETAP_COUNTER == 2);
  CHECK(LIVETAP_STATE == 3);
  CHECK(LIVETAP_KIND_TEXT == 4);
  CHECK(LIVETAP_ON_EMPTY_NULL == 1);
  CHECK(LIVETAP_ON_EMPTY_ZERO == 2);
  CHECK(LIVETAP_ON_EMPTY_NOTHING == 3);
  CHECK(LIVETAP_FIELD_TREND == 1);
  CHECK(LIVETAP_FIELD_WARN_IF_TRUE == 2);
  CHECK(LIVETAP_FIELD_FAIL_IF_FALSE == 4);
  CHECK(LIVETAP_FIELD_REASON == 8);
  CHECK(LIVETAP_FIELD_HINT == 16);
  CHECK(LIVETAP_FIELD_DURATION == 32);
  CHECK(LIVETAP_MEASUREMENT_TABLE == 1);
  CHECK(LIVETAP_MEASUREMENT_LATE == 2);
  CHECK(LIVETAP_MEASUREMENT_TARGETS == 4);
  CHECK(LIVETAP_ERROR_CONFIG == 1);
  CHECK(LIVETAP_ERROR_AUTH == 2);
  CHECK(LIVETAP_ERROR_UNAVAILABLE == 3);
  CHECK(LIVETAP_ERROR_TIMEOUT == 4);
  CHECK(LIVETAP_ERROR_PROTOCOL == 5);
  CHECK(LIVETAP_ERROR_CANCELLED == 6);
  CHECK(LIVETAP_ERROR_INTERNAL == 7);
  CHECK(LIVETAP_OK == 0);
  CHECK(LIVETAP_BAD_SHAPE == 1);
  CHECK(LIVETAP_DROPPED == 2);
  CHECK(LIVETAP_CANCELLED == 3);
  CHECK(LIVETAP_DEBUG == 1);
  CHECK(LIVETAP_INFO == 2);
  CHECK(LIVETAP_WARNING == 3);
  CHECK(LIVETAP_ERROR == 4);
  CHECK(LIVETAP_PROBE_STREAMING == 1);
}
