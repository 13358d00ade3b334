// simdjson's On-Demand as a competitor of `ratios`: a shared library that `benches/ratios/ondemand.rs` loads.
//
// Written as its authors would write it:
//
// - one parser for all bodies, and strings as views into its buffer;
// - no copy of the body: the caller has the padding readable behind each;
// - objects with optional members, or lists, are read in one pass, in document order: `object::for_each` finds members by
//   a perfect hash of their keys (from 4.6 on, as in the authors' benchmark of tweets; before, by comparing raw keys).
//   `find_field` would be wrong in any other order and behind an absent member, like `context` in most bodies, and
//   `find_field_unordered` searches the whole object for each absent one;
// - small objects of which one or two members are read use `find_field_unordered` in wire order: it takes a tenth less
//   there, and is correct in any order.
//
// On-Demand validates the values that it reads and little of what it skips, so `check` uses the DOM parser.

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "simdjson.h"

using namespace simdjson;
using ondemand::object;
using ondemand::value;
using std::string_view;

namespace {

// The same digest as that of `benches/ratios/digest.rs`.
struct Digest {
  uint64_t sum = 0;

  void mix(uint64_t word) {
    sum = ((sum << 5 | sum >> 59) ^ word) * 0x9E3779B97F4A7C15;
  }

  void text(string_view text) {
    const char *start = text.data();
    size_t len = text.size();
    uint64_t ends = 0;
    if (len >= 8) {
      uint64_t first, last;
      std::memcpy(&first, start, 8);
      std::memcpy(&last, start + len - 8, 8);
      ends = first ^ (last << 32 | last >> 32);
    } else if (len >= 4) {
      uint32_t first, last;
      std::memcpy(&first, start, 4);
      std::memcpy(&last, start + len - 4, 4);
      ends = uint64_t(first) | uint64_t(last) << 32;
    } else {
      for (char byte : text) { ends = ends << 8 | uint8_t(byte); }
    }
    mix(ends ^ uint64_t(len) << 56);
  }

  // An absent string has no address.
  void maybe(string_view text) {
    if (text.data()) { this->text(text); } else { mix(1); }
  }

  void add(Digest object) { sum += object.sum; }
};

#if defined(SIMDJSON_KEY_SELECTOR_HAS_SSE2) && SIMDJSON_SUPPORTS_CONCEPTS

// Calls the handler of each key with its value.
template <constevalutil::fixed_string... Keys, typename... Handlers>
simdjson_inline error_code members(object object, Handlers &&...handlers) {
  return object.template for_each<Keys...>(handlers...);
}

#else

template <size_t N> struct Key {
  char text[N];
  constexpr Key(const char (&key)[N]) { for (size_t at = 0; at < N; ++at) { text[at] = key[at]; } }
};

// Calls the handler of each key with its value.
template <Key... Keys, typename... Handlers>
simdjson_inline error_code members(object object, Handlers &&...handlers) {
  for (auto member : object) {
    ondemand::field field;
    if (auto error = std::move(member).get(field)) { return error; }
    auto key = field.key();
    error_code error = SUCCESS;
    (void)((key.unsafe_is_equal(string_view(Keys.text, sizeof(Keys.text) - 1))
                ? (error = handlers(field.value()), true)
                : false) || ...);
    if (error) { return error; }
  }
  return SUCCESS;
}

#endif

// Reads the string of an optional member.
simdjson_inline error_code find(object &object, string_view key, string_view &to) {
  auto error = object.find_field_unordered(key).get_string().get(to);
  return error == NO_SUCH_FIELD ? SUCCESS : error;
}

// Handlers: a string, an object, some strings of an object, each item of a list.
simdjson_inline auto into(string_view &text) {
  return [&text](value value) -> error_code { return value.get_string().get(text); };
}

template <typename Read> simdjson_inline auto with(Read read) {
  return [read](value value) -> error_code {
    object object;
    if (auto error = value.get_object().get(object)) { return error; }
    return read(object);
  };
}

simdjson_inline auto with(string_view key, string_view &to) {
  return with([key, &to](object object) { return find(object, key, to); });
}

simdjson_inline error_code find(object &object, string_view one, string_view &to, string_view other, string_view &too) {
  auto error = find(object, one, to);
  return error ? error : find(object, other, too);
}

template <typename Read> simdjson_inline auto each(Read read) {
  return [read](value value) -> error_code {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) { return error; }
    for (auto item : array) {
      object object;
      if (auto error = item.get_object().get(object)) { return error; }
      if (auto error = read(object)) { return error; }
    }
    return SUCCESS;
  };
}

struct Visitor {
  Digest &digest;

  // The content of a message, and two of its strings.
  struct Message {
    string_view from, id, timestamp, type, context_from, context_id, one, other, to, status;
    bool has_context = false, is_text = false, has_content = false;
  };

  static simdjson_inline auto context(Message &to) {
    return with([&to](object context) {
      to.has_context = true;
      return find(context, "from", to.context_from, "id", to.context_id);
    });
  }

  static simdjson_inline auto text(Message &to) {
    return with([&to](object text) {
      to.is_text = true;
      return find(text, "body", to.one);
    });
  }

  static simdjson_inline auto media(Message &to) {
    return with([&to](object media) {
      to.has_content = true;
      return find(media, "mime_type", to.other, "id", to.one);
    });
  }

  static simdjson_inline auto reply(Message &to) {
    return with([&to](object reply) {
      return find(reply, "id", to.one, "title", to.other);
    });
  }

  static void add_message(Digest &all, const Message &message, bool is_history) {
    Digest one;
    one.maybe(message.from);
    one.maybe(message.id);
    one.maybe(message.timestamp);
    one.maybe(message.type);
    if (message.has_context) {
      one.maybe(message.context_from);
      one.maybe(message.context_id);
    }
    if (message.is_text) {
      one.maybe(message.one);
    } else if (message.has_content) {
      one.maybe(message.one);
      one.maybe(message.other);
    }
    if (is_history) {
      one.maybe(message.to);
      one.maybe(message.status);
    }
    all.add(one);
  }

  error_code message(object object) {
    Message to;
    auto error = members<"context", "from", "id", "timestamp", "text", "type", "interactive", "image", "audio",
                         "document", "system">(
        object, context(to), into(to.from), into(to.id), into(to.timestamp), text(to), into(to.type),
        with([&to](ondemand::object interactive) {
          to.has_content = true;
          return members<"list_reply", "button_reply">(interactive, reply(to), reply(to));
        }),
        media(to), media(to), media(to),
        with([&to](ondemand::object system) {
          to.has_content = true;
          return find(system, "body", to.one, "wa_id", to.other);
        }));
    add_message(digest, to, false);
    return error;
  }

  error_code history_message(object object) {
    Message to;
    auto error = members<"from", "to", "id", "timestamp", "type", "context", "text", "history_context">(
        object, into(to.from), into(to.to), into(to.id), into(to.timestamp), into(to.type), context(to), text(to),
        with("status", to.status));
    add_message(digest, to, true);
    return error;
  }

  error_code status(object object) {
    string_view id, status, timestamp, recipient, conversation, category;
    auto error = members<"id", "status", "timestamp", "recipient_id", "conversation", "pricing">(
        object, into(id), into(status), into(timestamp), into(recipient),
        with("id", conversation), with("category", category));
    Digest one;
    one.maybe(id);
    one.maybe(status);
    one.maybe(timestamp);
    one.maybe(recipient);
    one.maybe(conversation);
    one.maybe(category);
    digest.add(one);
    return error;
  }

  error_code preference(object object) {
    string_view wa_id, detail, choice;
    uint64_t timestamp = 0;
    auto error = members<"wa_id", "detail", "value", "timestamp">(
        object, into(wa_id), into(detail), into(choice),
        [&](value value) -> error_code { return value.get_uint64().get(timestamp); });
    Digest one;
    one.maybe(wa_id);
    one.maybe(detail);
    one.maybe(choice);
    one.mix(timestamp);
    digest.add(one);
    return error;
  }

  error_code contact(object object) {
    string_view wa_id, name;
    auto error = object.find_field_unordered("profile").find_field_unordered("name").get_string().get(name);
    if (error && error != NO_SUCH_FIELD) { return error; }
    error = find(object, "wa_id", wa_id);
    Digest one;
    one.maybe(wa_id);
    one.maybe(name);
    digest.add(one);
    return error;
  }

  error_code chunk(object object) {
    auto number = [](uint64_t &to) {
      return [&to](value value) -> error_code { return value.get_uint64().get(to); };
    };
    return members<"metadata", "threads">(
        object,
        with([&](ondemand::object metadata) {
          uint64_t phase = UINT64_MAX, order = UINT64_MAX, progress = UINT64_MAX;
          auto error = members<"phase", "chunk_order", "progress">(metadata, number(phase), number(order), number(progress));
          Digest one;
          one.mix(phase);
          one.mix(order);
          one.mix(progress);
          digest.add(one);
          return error;
        }),
        each([this](ondemand::object thread) {
          string_view id;
          auto error = members<"id", "messages">(
              thread, into(id), each([this](ondemand::object message) { return history_message(message); }));
          Digest one;
          one.maybe(id);
          digest.add(one);
          return error;
        }));
  }

  error_code change_value(object object) {
    return members<"metadata", "contacts", "messages", "statuses", "user_preferences", "history">(
        object,
        with([this](ondemand::object metadata) {
          string_view display, id;
          auto error = find(metadata, "display_phone_number", display, "phone_number_id", id);
          Digest one;
          one.maybe(display);
          one.maybe(id);
          digest.add(one);
          return error;
        }),
        each([this](ondemand::object item) { return contact(item); }),
        each([this](ondemand::object item) { return message(item); }),
        each([this](ondemand::object item) { return status(item); }),
        each([this](ondemand::object item) { return preference(item); }),
        each([this](ondemand::object item) { return chunk(item); }));
  }

  error_code root(object object) {
    return members<"entry">(object, each([this](ondemand::object entry) {
      string_view id;
      auto error = members<"id", "changes">(entry, into(id), each([this](ondemand::object change) {
        string_view field;
        auto error = members<"value", "field">(
            change, with([this](ondemand::object inner) { return change_value(inner); }), into(field));
        Digest one;
        one.maybe(field);
        digest.add(one);
        return error;
      }));
      Digest one;
      one.maybe(id);
      digest.add(one);
      return error;
    }));
  }
};

struct Router {
  Digest &digest;

  auto items(string_view phone, string_view kind, string_view key) {
    return each([this, phone, kind, key](object item) -> error_code {
      string_view id;
      if (auto error = item.find_field_unordered(key).get_string().get(id)) { return error; }
      Digest one;
      one.maybe(phone);
      one.text(kind);
      one.text(id);
      digest.add(one);
      return SUCCESS;
    });
  }

  error_code change_value(object object) {
    string_view phone;
    auto metadata = object.find_field_unordered("metadata");
    if (auto error = metadata.find_field_unordered("phone_number_id").get_string().get(phone)) { return error; }
    if (auto error = object.reset().error()) { return error; }
    return members<"messages", "statuses", "user_preferences", "history">(
        object, items(phone, "message", "id"), items(phone, "status", "id"),
        items(phone, "user_preference", "wa_id"), each([this, phone](ondemand::object chunk) {
          return members<"threads">(chunk, each([this, phone](ondemand::object thread) {
            return members<"messages">(thread, items(phone, "history_message", "id"));
          }));
        }));
  }

  error_code root(object object) {
    return members<"entry">(object, each([this](ondemand::object entry) {
      return members<"changes">(entry, each([this](ondemand::object change) {
        return members<"value">(change, with([this](ondemand::object inner) { return change_value(inner); }));
      }));
    }));
  }
};

struct Parsers {
  ondemand::parser ondemand;
  dom::parser dom;
};

template <typename Reader>
bool read(Parsers *parsers, const char *body, size_t len, uint64_t *sum) {
  Digest digest;
  ondemand::document document;
  object root;
  padded_string_view padded(body, len, len + SIMDJSON_PADDING);
  if (parsers->ondemand.iterate(padded).get(document)) { return false; }
  if (document.get_object().get(root)) { return false; }
  if (Reader{digest}.root(root)) { return false; }
  *sum += digest.sum;
  return true;
}

}  // namespace

extern "C" {

const char *ondemand_version() {
#define TEXT_OF(version) #version
#define TEXT(version) TEXT_OF(version)
  return TEXT(SIMDJSON_VERSION);
}

size_t ondemand_padding() { return SIMDJSON_PADDING; }

void *ondemand_new() { return new Parsers; }

void ondemand_free(void *parsers) { delete static_cast<Parsers *>(parsers); }

bool ondemand_visit(void *parsers, const char *body, size_t len, uint64_t *sum) {
  return read<Visitor>(static_cast<Parsers *>(parsers), body, len, sum);
}

bool ondemand_route(void *parsers, const char *body, size_t len, uint64_t *sum) {
  return read<Router>(static_cast<Parsers *>(parsers), body, len, sum);
}

bool ondemand_check(void *parsers, const char *body, size_t len) {
  return !static_cast<Parsers *>(parsers)->dom.parse(body, len, false).error();
}
}
