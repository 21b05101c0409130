#include <algorithm>

#include "analog/caller_id.h"

namespace callbox::analog {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

struct Fields {
    std::string start, a, b, d; // what followed the line's own start code, A, B and D
    bool garbled = false;
};

/// `text` is without its stop code.
Fields split(std::string_view text, const DtmfCodes &codes) {
    Fields fields;
    std::string *field = codes.start == 0 ? &fields.start : nullptr;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == codes.start && i == 0)
            field = c == 'A' ? &fields.a : c == 'B' ? &fields.b : c == 'D' ? &fields.d : &fields.start;
        else if (c == 'A' || c == 'B' || c == 'D')
            field = c == 'A' ? &fields.a : c == 'B' ? &fields.b : &fields.d;
        else if (isDigit(c) && field == nullptr)
            *(field = &fields.start) += c; // bare digits, as in <number>#
        else if (isDigit(c))
            *field += c;
        else
            fields.garbled = true;
    }
    return fields;
}

void readReason(std::string_view reason, CallerId &id) {
    id.shown = reason == "10" ? NumberShown::kWithheld : NumberShown::kUnavailable;
}

} // namespace

bool dtmfIsComplete(std::string_view digits, const DtmfCodes &codes) {
    if (digits.size() < 2)
        return false;
    const char last = digits.back();
    return codes.stop != 0 && (last == codes.stop || last == 'C' || last == '#');
}

CallerId readDtmfDigits(std::string_view digits, const DtmfCodes &codes) {
    CallerId id;
    id.way = CallerIdWay::kDtmf;
    const bool complete = dtmfIsComplete(digits, codes);
    if (!complete && codes.stop != 0) {
        id.problem = digits.size() < 2 ? CallerIdProblem::kGarbled : CallerIdProblem::kCut;
        return id;
    }
    const char stop = complete ? digits.back() : '\0';
    if (complete)
        digits.remove_suffix(1);
    const Fields fields = split(digits, codes);
    // A number to call back stands in A; D alone holds it too, unless it is the Danish D1#, D2#, D3#.
    const std::string &number = !fields.a.empty() ? fields.a : !fields.d.empty() ? fields.d : fields.start;
    if (fields.garbled) {
        id.problem = CallerIdProblem::kGarbled;
    } else if (stop == '#' && fields.a.empty() && fields.d.size() == 1) {
        id.shown = fields.d == "1" ? NumberShown::kWithheld : NumberShown::kUnavailable;
    } else if (number.empty()) {
        readReason(fields.b, id);
    } else if (number.size() > kMaxCallerDigits) {
        id.problem = CallerIdProblem::kTooLong;
    } else {
        id.number = number;
        id.shown = NumberShown::kAllowed;
    }
    return id;
}

std::string writeDtmfDigits(const CallerId &from, const DtmfCodes &codes) {
    std::string digits;
    if (from.shown == NumberShown::kAllowed && !from.number.empty()) {
        if (codes.start != 0)
            digits += codes.start;
        for (const char c : from.number)
            if (isDigit(c) && digits.size() < kMaxCallerDigits + 1)
                digits += c;
    } else {
        digits = from.shown == NumberShown::kWithheld ? "B10" : "B00";
    }
    if (codes.stop != 0)
        digits += codes.stop;
    return digits;
}

} // namespace callbox::analog
