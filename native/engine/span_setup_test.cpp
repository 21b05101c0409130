// One span set up anew while the others carry calls; and the frames of the D-channels as they are shown.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "engine/span_rig.h"
#include "isdn/libpri_clock.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::engine;
using namespace callbox::engine::testing;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

constexpr int64_t kBlockUs = 10'000;

int64_t gNowUs = 1'000'000;

virtualboard::Options options() {
    virtualboard::Options options;
    options.spans = kSpans;
    options.manualTicks = true;
    return options;
}

/// Four spans in virtual time. The exchange's sound is the test's own: on every channel octets that come
/// again only after hours; the box's is the engine's.
class Rig {
  public:
    Rig() {
        isdn::setLibpriClock([] { return gNowUs; });
        exchange = std::make_unique<SteppedEnd>(*wires_.first, true);
        box = std::make_unique<SteppedEnd>(*wires_.second, false);
        box->react = [this](const Event &event) {
            if (event.kind == What::kIncoming)
                box->post(of(Do::kAnswer, event.seizure));
        };
    }
    ~Rig() { isdn::setLibpriClock(nullptr); }

    void run(int blocks) {
        for (; blocks > 0; --blocks) {
            gNowUs += kBlockUs;
            wires_.first->tick();
            REQUIRE(wires_.first->waitBlock(0) == board::Wait::kBlock);
            for (board::ChannelIndex channel = 0; channel < kBearers; ++channel) {
                const uint8_t *heard = wires_.first->rx(channel);
                heard_[channel].insert(heard_[channel].end(), heard, heard + kBlock);
                for (size_t i = 0; i < kBlock; ++i)
                    wires_.first->tx(channel)[i] = octet(channel, said_ + i);
            }
            said_ += kBlock;
            wires_.first->finishBlock();
            box->stepMedia();
            exchange->stepSignalling(gNowUs);
            box->stepSignalling(gNowUs);
        }
    }
    /// At most 60 s.
    bool runUntil(const std::function<bool()> &done) {
        for (int blocks = 0; blocks < 6'000 && !done(); ++blocks)
            run(1);
        return done();
    }
    bool up(int span) { return exchange->isUp(span) && box->isUp(span); }

    void call(int span, int timeslot) {
        Command dial = of(Do::kDial, dialled_ += 2);
        dial.span = span;
        dial.timeslot = timeslot;
        dial.calledNumber = "100";
        exchange->post(std::move(dial));
    }
    void callAll(int span) {
        for (int timeslot = 1; timeslot <= 31; ++timeslot)
            if (timeslot != board::kDchannelTimeslot)
                call(span, timeslot);
    }
    /// Channel 0 with 1, 2 with 3, ..
    void bridgeAll() {
        for (board::ChannelIndex channel = 0; channel < kBearers; channel += 2) {
            Command bridge = of(Do::kBridge, box->on(channel));
            bridge.other = box->on(channel + 1);
            bridge.bridge = channel;
            box->post(std::move(bridge));
        }
    }
    void forgetSound() {
        for (auto &heard : heard_)
            heard.clear();
        heardFrom_ = said_;
    }
    /// Octets of `channel` that aren't those its partner said `delay` samples before.
    size_t wrongOctets(board::ChannelIndex channel, size_t delay) const {
        size_t wrong = 0;
        for (size_t i = 0; i < heard_[channel].size(); ++i)
            wrong += heard_[channel][i] != octet(channel ^ 1u, heardFrom_ + i - delay);
        return wrong;
    }
    /// The delay at which a channel hears its partner; 0: it doesn't.
    size_t delayOf(board::ChannelIndex channel) const {
        for (size_t delay = kBlock; delay <= 20 * kBlock; delay += kBlock)
            if (wrongOctets(channel, delay) == 0)
                return delay;
        return 0;
    }
    size_t heard() const { return heard_[0].size(); }

    std::unique_ptr<SteppedEnd> exchange, box;

  private:
    std::pair<std::unique_ptr<virtualboard::VirtualBoard>, std::unique_ptr<virtualboard::VirtualBoard>>
        wires_ = virtualboard::VirtualBoard::pair(options(), options());
    std::vector<uint8_t> heard_[kBearers];
    uint64_t said_ = 1'000'000, heardFrom_ = 1'000'000;
    Seizure dialled_ = 0;
};

} // namespace

TEST_CASE(
    "one span set up 20 times under 90 calls on three others: no call touched, each octet as it was said") {
    Rig rig;
    REQUIRE(rig.runUntil([&] { return rig.up(1) && rig.up(2) && rig.up(3) && rig.up(4); }));
    for (int span = 1; span <= kSpans; ++span)
        rig.callAll(span);
    REQUIRE(rig.runUntil([&] { return rig.exchange->count(What::kAnswered) == 120; }));
    rig.bridgeAll();
    rig.run(20);
    rig.forgetSound();
    rig.run(10);
    const size_t delay = rig.delayOf(0);
    REQUIRE(delay != 0);
    rig.box->events.clear();
    rig.exchange->events.clear();
    for (int change = 0; change < 20; ++change) {
        const bool crc4 = change % 2 == 1, overlap = change % 4 < 2;
        rig.exchange->setUp(kChangedSpan, plan(SpanSide::kNetwork, crc4, overlap));
        rig.box->setUp(kChangedSpan, plan(SpanSide::kUser, crc4, overlap));
        rig.run(2);
        CHECK_FALSE(rig.box->isUp(kChangedSpan));
        REQUIRE(rig.runUntil([&] { return rig.up(kChangedSpan); }));
    }
    size_t setUps = 0, cleared = 0, others = 0;
    for (const Event &event : rig.box->events) {
        setUps += event.kind == What::kSpanSetUp && event.reason.empty() && event.span == kChangedSpan;
        cleared += event.kind == What::kCleared && event.cause == 41 && event.by == ClearedBy::kNetwork;
        others += event.kind != What::kSpanSetUp && event.kind != What::kCleared && event.kind != What::kSpan;
        others += event.kind == What::kSpan && event.span != kChangedSpan;
    }
    CHECK(setUps == 20);
    CHECK(cleared == 30); // those of the span itself, at the first change
    CHECK(others == 0);
    CHECK(rig.exchange->count(What::kCleared) == 30);
    MESSAGE("20 changes in " << rig.heard() / 8000.0 << " s of line time, 90 channels, " << 90 * rig.heard()
                             << " octets compared");
    for (board::ChannelIndex channel = 0; channel < kBearers; ++channel) {
        CHECK(rig.box->on(channel) != 0);
        CHECK(rig.wrongOctets(channel, delay) == 0);
    }
    rig.call(kChangedSpan, 5); // and the changed one carries calls again
    CHECK(rig.runUntil([&] { return rig.exchange->count(What::kAnswered) == 1; }));
}

TEST_CASE("a setup that cannot be changes nothing and ends no call") {
    Rig rig;
    REQUIRE(rig.runUntil([&] { return rig.up(1); }));
    rig.call(1, 1);
    REQUIRE(rig.runUntil([&] { return rig.exchange->count(What::kAnswered) == 1; }));
    rig.box->events.clear();
    rig.box->setUp(9, plan(SpanSide::kUser));
    SpanPlan wrong = plan(SpanSide::kUser);
    wrong.clockPriority = 9;
    rig.box->setUp(1, wrong);
    rig.run(100);
    REQUIRE(rig.box->events.size() == 2);
    CHECK(rig.box->events[0].reason == "no-such-span");
    CHECK(rig.box->events[1].reason == "clock-refused");
    CHECK(rig.box->on(0) != 0);
}

TEST_CASE(
    "what a technician has blocked stays blocked; what was being drained is blocked with its call's end") {
    Rig rig;
    REQUIRE(rig.runUntil([&] { return rig.up(1); }));
    rig.call(1, 2);
    REQUIRE(rig.runUntil([&] { return rig.exchange->count(What::kAnswered) == 1; }));
    Command service = of(Do::kService, 0);
    service.channel = 0;
    service.service = Service::kBlocked;
    rig.box->post(service);
    service.channel = 1;
    service.service = Service::kDraining;
    rig.box->post(service);
    rig.run(2);
    CHECK(rig.box->service(1) == Service::kDraining);
    rig.box->events.clear();
    rig.box->setUp(1, plan(SpanSide::kUser));
    REQUIRE(rig.runUntil([&] { return rig.box->count(What::kSpanSetUp) == 1 && rig.up(1); }));
    CHECK(rig.box->service(0) == Service::kBlocked);
    CHECK(rig.box->service(1) == Service::kBlocked);
    CHECK(rig.box->count(What::kService) == 1); // the first one's was told long ago
    rig.exchange->events.clear();
    rig.call(1, 1);
    REQUIRE(rig.runUntil([&] { return rig.exchange->count(What::kCleared) == 1; }));
    CHECK(rig.exchange->events.back().cause == 44);
}

TEST_CASE("both ends user, or both network: the D-channel doesn't come up, and the frames show why") {
    for (const SpanSide side : {SpanSide::kUser, SpanSide::kNetwork}) {
        CAPTURE(static_cast<int>(side));
        Rig rig;
        REQUIRE(rig.runUntil([&] { return rig.up(1); }));
        (side == SpanSide::kUser ? rig.exchange : rig.box)->setUp(1, plan(side));
        rig.box->frames.clear();
        rig.run(3'000);
        CHECK_FALSE(rig.box->isUp(1));
        CHECK_FALSE(rig.exchange->isUp(1));
        const LinkCounters links = rig.box->links(1);
        MESSAGE("30 s at the box: SABME sent " << links.sabmeSent << " received " << links.sabmeReceived
                                               << ", UA " << links.uaReceived << ", DM " << links.dmReceived);
        CHECK(links.sabmeSent > 3);
        CHECK(links.sabmeReceived > 3); // they come from both sides: nobody answers
        CHECK(rig.box->isUp(2));
    }
}

TEST_CASE("frames come both ways, in order, with their time, and as they were on the wire") {
    Rig rig;
    REQUIRE(rig.runUntil([&] { return rig.up(1) && rig.up(2); }));
    rig.call(2, 7);
    REQUIRE(rig.runUntil([&] { return rig.exchange->count(What::kAnswered) == 1; }));
    rig.run(100);
    for (int span = 1; span <= kSpans; ++span) {
        std::vector<std::vector<uint8_t>> sent, received;
        int64_t lastUs = 0;
        for (const DChannelFrame &frame : rig.exchange->frames)
            if (frame.span == span && frame.sent)
                sent.push_back(frame.octets);
        for (const DChannelFrame &frame : rig.box->frames) {
            CHECK(frame.atUs >= lastUs);
            lastUs = frame.atUs;
            if (frame.span == span && !frame.sent)
                received.push_back(frame.octets);
        }
        CHECK(sent.size() > 10); // SABME or UA, RESTART of thirty timeslots
        CHECK(received == sent);
    }
    const auto isSetup = [](const DChannelFrame &frame) {
        return frame.span == 2 && !frame.sent && frame.octets.size() > 8 && frame.octets[4] == 0x08 &&
               frame.octets[8] == 0x05;
    };
    CHECK(std::count_if(rig.box->frames.begin(), rig.box->frames.end(), isSetup) == 1);
    CHECK(rig.box->framesDropped() == 0);
    CHECK(rig.box->links(1).sabmeSent > 0);
    CHECK(rig.box->links(9).sabmeSent == 0);
}

TEST_CASE("a sink that is full loses frames, counted, and no event") {
    uint64_t asked = 0;
    FrameTap tap(
        [&asked](DChannelFrame &&) {
            ++asked;
            return false;
        },
        2);
    const uint8_t ua[] = {0x02, 0x01, 0x73}, other[] = {0x02, 0x01, 0x01, 0x01};
    tap.see(1, false, ua, sizeof ua);
    tap.see(2, true, other, sizeof other);
    tap.see(7, false, ua, sizeof ua); // of no span that is counted
    CHECK(asked == 3);
    CHECK(tap.dropped() == 3);
    CHECK(tap.links(1).uaReceived == 1);
    FrameTap nobody(nullptr, 1);
    nobody.see(1, false, ua, sizeof ua);
    CHECK(nobody.dropped() == 0);
    CHECK(nobody.links(1).uaReceived == 1);
}
