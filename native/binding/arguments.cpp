#include "binding/arguments.h"

#include <cmath>
#include <cstring>

namespace callbox::binding {

Fields::Fields(const Napi::Value &value, std::string what) : what_(std::move(what)) {
    if (!value.IsObject())
        throw Napi::TypeError::New(value.Env(), what_ + " must be an object");
    object_ = value.As<Napi::Object>();
}

bool Fields::has(const char *name) const {
    const Napi::Value value = object_.Get(name);
    return !value.IsUndefined() && !value.IsNull();
}

uint32_t Fields::integer(const char *name, uint32_t least, uint32_t most) const {
    const Napi::Value value = object_.Get(name);
    const std::string wanted = "an integer from " + std::to_string(least) + " to " + std::to_string(most);
    if (!value.IsNumber())
        typeError(name, wanted);
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!(number >= least && number <= most) || std::floor(number) != number)
        rangeError(name, wanted);
    return static_cast<uint32_t>(number);
}

uint32_t Fields::integerOr(const char *name, uint32_t least, uint32_t most, uint32_t otherwise) const {
    return has(name) ? integer(name, least, most) : otherwise;
}

double Fields::real(const char *name, double least, double most) const {
    const Napi::Value value = object_.Get(name);
    const std::string wanted = "a number from " + std::to_string(least) + " to " + std::to_string(most);
    if (!value.IsNumber())
        typeError(name, wanted);
    const double number = value.As<Napi::Number>().DoubleValue();
    if (!(number >= least && number <= most)) // not a number either
        rangeError(name, wanted);
    return number;
}

bool Fields::flag(const char *name) const {
    const Napi::Value value = object_.Get(name);
    if (!value.IsBoolean())
        typeError(name, "true or false");
    return value.As<Napi::Boolean>().Value();
}

bool Fields::flagOr(const char *name, bool otherwise) const { return has(name) ? flag(name) : otherwise; }

std::string Fields::text(const char *name, size_t minOctets, size_t maxOctets) const {
    return boundedText(name, object_.Get(name), minOctets, maxOctets);
}

std::string Fields::boundedText(const char *name, const Napi::Value &value, size_t minOctets,
                                size_t maxOctets) const {
    const std::string wanted =
        "a text of " + std::to_string(minOctets) + " to " + std::to_string(maxOctets) + " octets";
    if (!value.IsString())
        typeError(name, wanted);
    size_t octets = 0;
    if (napi_get_value_string_utf8(env(), value, nullptr, 0, &octets) != napi_ok)
        typeError(name, wanted);
    if (octets < minOctets || octets > maxOctets) // asked first: a huge text is never copied
        rangeError(name, wanted);
    std::string text = value.As<Napi::String>().Utf8Value();
    if (text.find('\0') != std::string::npos)
        rangeError(name, wanted + " without NUL");
    return text;
}

std::string Fields::textOr(const char *name, size_t maxOctets, const char *otherwise) const {
    return has(name) ? text(name, 0, maxOctets) : otherwise;
}

std::string Fields::textOf(const char *name, size_t minOctets, size_t maxOctets, const char *allowed) const {
    std::string value = text(name, minOctets, maxOctets);
    if (value.find_first_not_of(allowed) != std::string::npos)
        rangeError(name, std::string("a text of the characters ") + allowed + " only");
    return value;
}

int Fields::indexOf(const char *name, const Napi::Value &value,
                    const std::vector<const char *> &names) const {
    std::string wanted = "one of";
    for (const char *candidate : names)
        wanted.append(" '").append(candidate).append("'");
    if (!value.IsString())
        typeError(name, wanted);
    const std::string chosen = boundedText(name, value, 0, 64);
    for (size_t index = 0; index < names.size(); index++)
        if (chosen == names[index])
            return static_cast<int>(index);
    rangeError(name, wanted);
}

int Fields::oneOf(const char *name, const std::vector<const char *> &names) const {
    return indexOf(name, object_.Get(name), names);
}

int Fields::oneOfOrFirst(const char *name, const std::vector<const char *> &names) const {
    return has(name) ? oneOf(name, names) : 0;
}

uint8_t Fields::bitsOf(const char *name, const std::vector<const char *> &names) const {
    const Napi::Array chosen = list(name, 16);
    uint8_t bits = 0;
    for (uint32_t i = 0; i < chosen.Length(); i++)
        bits = static_cast<uint8_t>(bits | 1u << indexOf(name, chosen.Get(i), names));
    return bits;
}

std::vector<int> Fields::integers(const char *name, uint32_t maxItems, uint32_t least, uint32_t most) const {
    const Napi::Array array = list(name, maxItems);
    std::vector<int> numbers;
    for (uint32_t i = 0; i < array.Length(); i++) {
        const Napi::Value value = array.Get(i);
        const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
        if (!(number >= least && number <= most) || std::floor(number) != number)
            rangeError(name, "integers from " + std::to_string(least) + " to " + std::to_string(most));
        numbers.push_back(static_cast<int>(number));
    }
    return numbers;
}

std::vector<uint8_t> Fields::octets(const char *name, size_t maxOctets) const {
    const Napi::Value value = object_.Get(name);
    const std::string wanted = "a Uint8Array of at most " + std::to_string(maxOctets) + " octets";
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
        typeError(name, wanted);
    const Napi::Uint8Array array = value.As<Napi::Uint8Array>();
    const size_t length = array.ByteLength();
    if (length > maxOctets)
        rangeError(name, wanted);
    std::vector<uint8_t> copy(length);
    if (length > 0) // the data of a detached or empty array may be a null pointer
        std::memcpy(copy.data(), array.Data(), length);
    return copy;
}

Napi::Array Fields::list(const char *name, uint32_t maxItems) const {
    const Napi::Value value = object_.Get(name);
    const std::string wanted = "an array of at most " + std::to_string(maxItems) + " items";
    if (!value.IsArray())
        typeError(name, wanted);
    const Napi::Array array = value.As<Napi::Array>();
    if (array.Length() > maxItems)
        rangeError(name, wanted);
    return array;
}

void Fields::typeError(const char *name, const std::string &wanted) const {
    throw Napi::TypeError::New(env(), what_ + ": '" + name + "' must be " + wanted);
}

void Fields::rangeError(const char *name, const std::string &wanted) const {
    throw Napi::RangeError::New(env(), what_ + ": '" + name + "' must be " + wanted);
}

} // namespace callbox::binding
