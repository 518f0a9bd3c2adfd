// How a scenario's structs and its JSON meet: one `bind` function per struct walks its fields, one
// line each (name, unit, range, meaning, member), and a Binder does something with every field:
// BindingReader fills the struct from a tree, BindingWriter writes the resolved scenario,
// ScenarioLister lists the fields for a person, FieldBinder describes them for the JSON Schema. No
// field is described twice, and a bind function visits the same fields whatever their values are.
//
// A *quantity* is a number or an array of numbers with unit, basis and source; everything else is
// plain. What a field's array length is, is stated where it is bound.
#pragma once

#include "core/time.hpp"
#include "scenarios/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace shoal::scenarios {

struct Range {
  double low = -1e6;
  double high = 1e6;
  bool low_open = false;  // the bound itself is refused
  bool high_open = false;
};
// The same range in a unit of which one is `factor` of the field's own. Ends of another unit are
// rounded to 12 digits; the loader and the JSON Schema both judge what is stated by this.
Range range_in_unit(const Range& range, double factor);
bool in_range(double value, const Range& range);
double nearest_in_range(double value, const Range& range);
inline constexpr Range any_number{-1e6, 1e6};
inline constexpr Range non_negative{0.0, 1e9};
inline constexpr Range positive{0.0, 1e9, true};
inline constexpr Range fraction{0.0, 1.0};
inline constexpr Range inner_fraction{0.0, 1.0, true, true};
inline constexpr Range fraction_below_one{0.0, 1.0, false, true};

struct QuantitySpec {
  std::string_view name;
  Unit unit{};
  Range range;
  std::string_view doc;
};

// Of a quantity's value: {} one number, {n} an array of n, {n, rows} rows of n each.
struct Shape {
  std::optional<std::size_t> length;
  std::optional<std::size_t> rows;
  bool whole = false;  // only whole numbers

  std::size_t size() const { return length.value_or(1) * rows.value_or(1); }
};

struct Count {
  std::size_t least = 0;
  std::size_t most = 1000;
};
inline constexpr Count name_length{1, 64};
inline constexpr Count currency_length{3, 3};
enum class TextForm : std::uint8_t {
  line,        // no control characters
  identifier,  // of a-z, 0-9 and _
  currency,    // three capital letters
  free,        // anything
};
// Of so many characters, in UTF-8, and of this form.
bool text_fits(std::string_view text, Count count, TextForm form);

struct PlainSpec {
  std::string_view name;
  std::string_view doc;
  Count count{};  // of a list's entries, a text's characters; of a whole number only `least`
  TextForm form = TextForm::line;  // of a text, or of each of a list of texts
  bool distinct = false;           // no two entries of a list are equal
};

class Binder {
 public:
  Binder() = default;
  virtual ~Binder() = default;
  Binder(const Binder&) = delete;
  Binder& operator=(const Binder&) = delete;

  // name: { ... }
  template <class Bind>
  void section(PlainSpec spec, Bind&& bind) {
    begin_object(spec);
    bind();
    end_object();
  }
  // name: [ {...}, ... ]; bind_item(item) for each. A reader resizes `items` first.
  template <class Item, class Bind>
  void objects(PlainSpec spec, std::vector<Item>& items, Bind&& bind_item) {
    items.resize(begin_list(spec, items.size()));
    for (std::size_t i = 0; i < items.size(); ++i) {
      begin_item(i);
      bind_item(items[i]);
      end_object();
    }
    end_list();
  }

  enum class Presence : std::uint8_t { required, optional };
  virtual void text(PlainSpec spec, std::string& value, Presence presence = Presence::required) = 0;
  virtual void texts(PlainSpec spec, std::vector<std::string>& values) = 0;
  virtual void flag(PlainSpec spec, bool& value) = 0;
  virtual void whole(PlainSpec spec, std::uint64_t& value, std::uint64_t highest) = 0;
  // A choice among names: an enumerator, or an element of another list by its name. Where it is
  // optional and the file is silent, `value` stays.
  virtual void choice(PlainSpec spec, std::optional<std::size_t>& value,
                      std::span<const std::string> names, Presence presence) = 0;
  // Numbers without unit and basis, row by row: of a covariance, say. Always required.
  virtual void plain_numbers(PlainSpec spec, Shape shape, std::vector<double>& values) = 0;
  // A quantity as flat numbers, row by row. Empty `values` with a shape that has a length: no
  // default, the file must state it.
  virtual void numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) = 0;

  void quantity(const QuantitySpec& spec, double& value);
  void quantity(const QuantitySpec& spec, std::uint32_t& value);  // whole numbers only
  void quantity(const QuantitySpec& spec, Duration& value);       // of a unit of time
  void quantity(const QuantitySpec& spec, std::vector<double>& values, std::size_t length);
  template <std::size_t N>
  void quantity(const QuantitySpec& spec, std::array<double, N>& values) {
    fixed(spec, {.length = N, .rows = {}, .whole = false}, values);
  }
  template <std::size_t R, std::size_t N>
  void quantity(const QuantitySpec& spec, std::array<std::array<double, N>, R>& rows) {
    std::array<double, R * N> flat{};
    for (std::size_t i = 0; i < R * N; ++i) flat[i] = rows[i / N][i % N];
    fixed(spec, {.length = N, .rows = R, .whole = false}, flat);
    for (std::size_t i = 0; i < R * N; ++i) rows[i / N][i % N] = flat[i];
  }

  template <class Enum>
    requires std::is_enum_v<Enum>
  void choice(PlainSpec spec, Enum& value, std::span<const std::string> names,
              Presence presence = Presence::required) {
    std::optional<std::size_t> chosen = static_cast<std::size_t>(value);
    choice(spec, chosen, names, presence);
    value = static_cast<Enum>(chosen.value_or(0));
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void choice(PlainSpec spec, std::optional<Enum>& value, std::span<const std::string> names) {
    std::optional<std::size_t> chosen;
    if (value) chosen = static_cast<std::size_t>(*value);
    choice(spec, chosen, names, Presence::optional);
    value.reset();
    if (chosen) value = static_cast<Enum>(*chosen);
  }

  // Set once the scenario's currency is known: units of money depend on it.
  void set_currency(std::string currency) { currency_ = std::move(currency); }
  const std::string& currency() const { return currency_; }

 protected:
  virtual void begin_object(PlainSpec spec) = 0;
  virtual void end_object() = 0;
  virtual std::size_t begin_list(PlainSpec spec, std::size_t size) = 0;  // the size to have
  virtual void begin_item(std::size_t position) = 0;                     // closed by end_object
  virtual void end_list() = 0;

 private:
  void fixed(const QuantitySpec& spec, Shape shape, std::span<double> values);

  std::string currency_ = "USD";
};

}  // namespace shoal::scenarios
