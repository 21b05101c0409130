// Caller ID as octets of an FSK burst, as DTMF digits, and as sound on a line.
#include <cstdlib>

#include "analog/caller_id.h"

using namespace callbox::analog;

namespace {

void check(const CallerId &read) {
    if (read.number.size() > kMaxCallerDigits || read.name.size() > kMaxCallerName)
        std::abort();
    if (!read.number.empty() &&
        (read.shown != NumberShown::kAllowed || read.problem != CallerIdProblem::kNone))
        std::abort(); // a number that was withheld or not well read must not come out
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    if (count == 0)
        return 0;
    check(readFskMessage(octets + 1, count - 1, octets[0] % 2 == 1));
    const std::string_view digits(reinterpret_cast<const char *>(octets + 1), count - 1);
    check(readDtmfDigits(digits, DtmfCodes{}));
    dtmfIsComplete(digits, DtmfCodes{});
    nameAsUtf8(digits);
    return 0;
}
