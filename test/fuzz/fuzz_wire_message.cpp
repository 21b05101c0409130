// One packet of the virtual wire, for every geometry that its first octets choose.
#include <cstdlib>

#include "virtual/wire.h"

using namespace callbox::virtualboard;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    if (count < 3)
        return 0;
    const Geometry geometry{octets[0] % 9, octets[1] % 65, octets[2] % 80 + 1};
    const uint8_t *packet = octets + 3;
    const size_t size = count - 3;
    Message message;
    if (!parseMessage(packet, size, geometry, message))
        return 0;
    if (message.octets > 0 && (message.body < packet || message.body + message.octets > packet + size))
        std::abort(); // a body outside of its packet
    if (message.type == MessageType::kFrame && (message.span < 1 || message.span > geometry.spans))
        std::abort();
    if (message.type == MessageType::kLineUp &&
        (message.span < 1 || message.span > geometry.spans || message.lineUp.ppb < -kMaxPpb ||
         message.lineUp.ppb > kMaxPpb))
        std::abort();
    if (message.type == MessageType::kSignal && (message.line < 1 || message.line > geometry.lines))
        std::abort();
    return 0;
}
