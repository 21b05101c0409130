// One frame of a D-channel through our own decoder, and every element into words.
#include <cstdlib>

#include "isdn/q931_decoder.h"

using namespace callbox::isdn;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    Q921Frame frame;
    if (!decodeQ921(octets, count, frame))
        return 0;
    if (frame.messageOctets > 0 &&
        (frame.message < octets || frame.message + frame.messageOctets > octets + count))
        std::abort();
    Q931Message message;
    decodeQ931(frame.message, frame.messageOctets, message); // cut short: as far as it was read
    if (message.elements.size() > Q931Message::kMaxElements)
        std::abort();
    for (const Q931Element &element : message.elements) {
        if (element.octets > 0 &&
            (element.contents < octets || element.contents + element.octets > octets + count))
            std::abort();
        describe(element);
    }
    describe(message);
    return 0;
}
