// Reads one JavaScript object field by field: each value has a type and a range, and what is wrong
// is said by name. A wrong type is a TypeError, a value out of range a RangeError.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <napi.h>

namespace callbox::binding {

class Fields {
  public:
    /// `what` names the object in messages: "command 'play'". TypeError unless value is an object.
    Fields(const Napi::Value &value, std::string what);

    Napi::Env env() const { return object_.Env(); }
    const std::string &what() const { return what_; }
    void rename(std::string what) { what_ = std::move(what); }

    bool has(const char *name) const; // neither absent, undefined nor null
    Napi::Value value(const char *name) const { return object_.Get(name); }

    uint32_t integer(const char *name, uint32_t least, uint32_t most) const;
    uint32_t integerOr(const char *name, uint32_t least, uint32_t most, uint32_t otherwise) const;
    /// Finite and in the range.
    double real(const char *name, double least, double most) const;
    bool flag(const char *name) const;
    bool flagOr(const char *name, bool otherwise) const;
    /// UTF-8 of minOctets..maxOctets; NUL is refused, for paths and numbers go to C.
    std::string text(const char *name, size_t minOctets, size_t maxOctets) const;
    std::string textOr(const char *name, size_t maxOctets, const char *otherwise) const;
    /// Only characters of `allowed`.
    std::string textOf(const char *name, size_t minOctets, size_t maxOctets, const char *allowed) const;
    /// Index of the value in `names`.
    int oneOf(const char *name, const std::vector<const char *> &names) const;
    /// 0 if absent: the first of the names is the default.
    int oneOfOrFirst(const char *name, const std::vector<const char *> &names) const;
    /// A list of distinct or repeated names as bits, the first name's lowest.
    uint8_t bitsOf(const char *name, const std::vector<const char *> &names) const;
    std::vector<int> integers(const char *name, uint32_t maxItems, uint32_t least, uint32_t most) const;
    std::vector<uint8_t> octets(const char *name, size_t maxOctets) const;
    Napi::Array list(const char *name, uint32_t maxItems) const;

    [[noreturn]] void typeError(const char *name, const std::string &wanted) const;
    [[noreturn]] void rangeError(const char *name, const std::string &wanted) const;

  private:
    std::string boundedText(const char *name, const Napi::Value &value, size_t minOctets,
                            size_t maxOctets) const;
    int indexOf(const char *name, const Napi::Value &value, const std::vector<const char *> &names) const;

    Napi::Object object_;
    std::string what_;
};

} // namespace callbox::binding
