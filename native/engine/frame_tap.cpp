#include "engine/frame_tap.h"

#include <chrono>
#include <utility>

namespace callbox::engine {
namespace {

// ITU-T Q.921 §3.6, without the poll or final bit.
constexpr uint8_t kPollBit = 0x10, kSabme = 0x6F, kUa = 0x63, kDm = 0x0F, kDisc = 0x43;

int64_t epochUs() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

void oneMore(std::atomic<uint64_t> &count) { count.fetch_add(1, std::memory_order_relaxed); }

} // namespace

FrameTap::FrameTap(Engine::FrameSink sink, int spans)
    : sink_(std::move(sink)), links_(static_cast<size_t>(spans) + 1) {}

void FrameTap::see(int span, bool sent, const uint8_t *frame, size_t octets) {
    if (octets == 3 && span >= 1 && span < static_cast<int>(links_.size()))
        count(links_[static_cast<size_t>(span)], sent, static_cast<uint8_t>(frame[2] & ~kPollBit));
    if (!sink_)
        return;
    DChannelFrame seen;
    seen.atUs = epochUs();
    seen.span = span;
    seen.sent = sent;
    seen.octets.assign(frame, frame + octets);
    if (!sink_(std::move(seen)))
        oneMore(dropped_);
}

void FrameTap::count(Links &links, bool sent, uint8_t control) {
    if (control == kSabme)
        oneMore(sent ? links.sabmeSent : links.sabmeReceived);
    else if (sent)
        return;
    else if (control == kUa)
        oneMore(links.uaReceived);
    else if (control == kDm)
        oneMore(links.dmReceived);
    else if (control == kDisc)
        oneMore(links.discReceived);
}

LinkCounters FrameTap::links(int span) const {
    LinkCounters counted;
    if (span < 1 || span >= static_cast<int>(links_.size()))
        return counted;
    const Links &of = links_[static_cast<size_t>(span)];
    counted.sabmeSent = of.sabmeSent.load(std::memory_order_relaxed);
    counted.sabmeReceived = of.sabmeReceived.load(std::memory_order_relaxed);
    counted.uaReceived = of.uaReceived.load(std::memory_order_relaxed);
    counted.dmReceived = of.dmReceived.load(std::memory_order_relaxed);
    counted.discReceived = of.discReceived.load(std::memory_order_relaxed);
    return counted;
}

} // namespace callbox::engine
