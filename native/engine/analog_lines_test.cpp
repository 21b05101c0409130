// Analog lines from end to end over virtual boards: media, ports, caller ID and seizures as in the product,
// the ticks by hand.
#include <cmath>

#include "engine/analog_rig.h"

using namespace callbox;
using namespace callbox::engine;
using namespace callbox::engine::testing;
using board::LineSignal;
using What = Event::Kind;

namespace {

Config with(const std::function<void(LinePlan &)> &change, const std::string &country = "cn") {
    Config config;
    config.country = country;
    config.linePlans.resize(1);
    change(config.linePlans[0]);
    return config;
}

/// A call that was rung and answered: its seizure at the far end.
Seizure answered(Rig &rig, Seizure nearSeizure) {
    rig.near.ring(nearSeizure, "13800138000");
    const Seizure far = rig.until(rig.far, What::kIncoming).event.seizure;
    rig.far.answer(far);
    rig.until(rig.near, What::kAnswered);
    rig.run(700); // what the line does at an answer is over
    rig.far.forget();
    rig.near.forget();
    return far;
}

} // namespace

TEST_CASE("ring, caller ID, incoming, answer: each way, in each country") {
    using Way = engine::CallerIdSending;
    for (const char *country : {"cn", "us", "gb", "de"}) {
        for (const Way way : {Way::kCountry, Way::kFskBell202, Way::kFskV23, Way::kDtmf}) {
            CAPTURE(std::string(country));
            CAPTURE(static_cast<int>(way));
            Rig rig(with([way](LinePlan &plan) { plan.callerId = way; }, country));
            const int64_t rungAtMs = rig.nowMs();
            rig.near.ring(2, "13800138000", "ZHANG MIN");
            const Told incoming = rig.until(rig.far, What::kIncoming);
            const bool dtmf = way == Way::kDtmf;
            CHECK(incoming.event.callingNumber == "13800138000");
            CHECK(incoming.event.presentation == Presentation::kAllowed);
            CHECK(incoming.event.callerId == (dtmf ? CallerIdKind::kDtmf : CallerIdKind::kFsk));
            CHECK(incoming.event.details.callingName == (dtmf ? "" : "ZHANG MIN"));
            CHECK(incoming.event.reason.empty());
            const Told *ringing = rig.far.find(What::kLineState);
            REQUIRE(ringing != nullptr);
            CHECK(ringing->event.reason == "ringing");
            if (dtmf)
                CHECK(incoming.atMs == ringing->atMs); // known before the first ring
            else
                CHECK(ringing->atMs - rungAtMs <= 30);
            const int64_t answeredAtMs = rig.nowMs();
            rig.far.answer(incoming.event.seizure);
            CHECK(rig.until(rig.near, What::kAnswered).atMs - answeredAtMs <= 100);
            CHECK(rig.near.board.count(LineSignal::kOpenSound) == 1);
            const analog::CallerIdSpill spill = rig.far.lines.callerId(0).spills.at(0);
            CHECK(spill.octets.size() > 10);
            const analog::CallerIdSpill sent = rig.near.lines.callerId(0).spills.at(0);
            CHECK(sent.octets == spill.octets);
            CHECK(sent.way == spill.way);
            CHECK(sent.beforeRing == dtmf);
            CHECK(std::abs(sent.levelDbm0 - spill.levelDbm0) < 1);
            CHECK(spill.levelDbm0 < -5);
            CHECK(spill.levelDbm0 > -20);
            CHECK(spill.beforeRing == dtmf);
            if (way == Way::kFskBell202 || way == Way::kFskV23)
                CHECK(std::abs(spill.markHz - (way == Way::kFskV23 ? 1300 : 1200)) < 20);
            if (!dtmf) {
                CHECK(spill.read.time.month == 11);
                CHECK(spill.read.time.minute == 6);
            }
        }
    }
}

TEST_CASE("withheld and unavailable are not the same, whichever way they come") {
    using Way = engine::CallerIdSending;
    for (const Way way : {Way::kFskBell202, Way::kDtmf}) {
        for (const Presentation shown :
             {Presentation::kWithheld, Presentation::kUnavailable, Presentation::kAllowed}) {
            Rig rig(with([way](LinePlan &plan) { plan.callerId = way; }));
            const std::string number = shown == Presentation::kAllowed ? "" : "13800138000";
            rig.near.ring(2, number, "ZHANG MIN", shown);
            const Event incoming = rig.until(rig.far, What::kIncoming).event;
            CHECK(incoming.callingNumber.empty());
            CHECK(incoming.details.callingName.empty());
            // Allowed, but there is no number: nobody has withheld it.
            CHECK(incoming.presentation ==
                  (shown == Presentation::kWithheld ? shown : Presentation::kUnavailable));
        }
    }
}

TEST_CASE("nothing is sent: told with the second ring, and from the fourth call on with the first") {
    Rig rig(with([](LinePlan &plan) { plan.callerId = engine::CallerIdSending::kNone; }));
    for (Seizure call = 2; call <= 10; call += 2) {
        CAPTURE(call);
        const int64_t rungAtMs = rig.nowMs();
        rig.near.ring(call, "13800138000");
        const Told incoming = rig.until(rig.far, What::kIncoming);
        CHECK(incoming.event.callerId == CallerIdKind::kNone);
        CHECK(incoming.event.presentation == Presentation::kUnavailable);
        const int64_t waitedMs = incoming.atMs - rungAtMs;
        if (call <= 6)
            CHECK((waitedMs >= 4990 && waitedMs <= 5050));
        else
            CHECK(waitedMs <= 30);
        rig.run(5100 - waitedMs); // two rings each, so that the line can learn
        rig.near.clear(call);
        rig.until(rig.far, What::kCleared);
        rig.far.forget();
    }
    CHECK(rig.far.lines.callerId(0).learnt);
    CHECK(rig.far.lines.callerId(0).kind == CallerIdKind::kNone);
}

TEST_CASE("the way is learnt from three calls, the last twenty spills are kept") {
    Rig rig;
    for (Seizure call = 2; call <= 50; call += 2) {
        rig.near.ring(call, "1380013" + std::to_string(1000 + call));
        const Event incoming = rig.until(rig.far, What::kIncoming).event;
        CHECK(incoming.callingNumber == "1380013" + std::to_string(1000 + call));
        CHECK(rig.far.lines.callerId(0).learnt == (call > 6));
        rig.far.answer(incoming.seizure);
        rig.run(50);
        rig.far.clear(incoming.seizure);
        rig.run(1000);
        rig.far.forget();
    }
    const CallerIdRecord record = rig.far.lines.callerId(0);
    CHECK(record.learnt);
    CHECK(record.kind == CallerIdKind::kFsk);
    CHECK(record.spills.size() == analog::kSpillsKept);
    CHECK(record.spills.back().read.number == "13800131050");
    CHECK(rig.far.lines.counters().callerIdFsk == 25);
}

TEST_CASE("announced with ring 1, caller ID follows as an event of its own") {
    Rig rig(with([](LinePlan &plan) { plan.announceAtFirstRing = true; }));
    const int64_t rungAtMs = rig.nowMs();
    rig.near.ring(2, "13800138000");
    const Told incoming = rig.until(rig.far, What::kIncoming);
    CHECK(incoming.atMs - rungAtMs <= 30);
    CHECK(incoming.event.callerId == CallerIdKind::kNone);
    const Event id = rig.until(rig.far, What::kCallerId).event;
    CHECK(id.seizure == incoming.event.seizure);
    CHECK(id.callingNumber == "13800138000");
    CHECK(id.callerId == CallerIdKind::kFsk);
}

TEST_CASE("a burst that was spoilt on its way: the call comes at once, without a number, and says why") {
    Rig rig;
    int block = 0;
    rig.far.board.hear = [&block](board::ChannelIndex, uint8_t *octets) {
        bool sounds = false;
        for (int i = 0; i < board::kMaxBlockSamples; ++i)
            sounds = sounds || octets[i] != board::kAlawSilence;
        block += sounds; // each block is heard twice, by the media of calls and by the ears of lines
        if (block >= 110 && block < 112) // after seizure and mark: 10 ms of 2200 Hz upon the message
            for (int i = 0; i < board::kMaxBlockSamples; ++i)
                octets[i] = dsp::linearToAlaw(
                    static_cast<int16_t>(8000 * std::sin(2 * 3.14159265 * 2200 * i / 8000)));
    };
    rig.near.ring(2, "13800138000");
    const Told incoming = rig.until(rig.far, What::kIncoming);
    CHECK(incoming.event.callingNumber.empty());
    CHECK(incoming.event.presentation == Presentation::kUnavailable);
    CHECK((incoming.event.reason == "bad-checksum" || incoming.event.reason == "cut"));
    CHECK(incoming.event.callerId == CallerIdKind::kFsk);
    const AnalogCounters counters = rig.far.lines.counters();
    rig.run(20);
    CHECK(rig.far.lines.counters().callerIdBadChecksum + rig.far.lines.counters().callerIdCut == 1);
    CHECK(counters.callerIdFsk == 0);
    rig.far.answer(incoming.event.seizure); // the line is in service
    rig.until(rig.near, What::kAnswered);
    rig.far.clear(incoming.event.seizure);
    rig.far.board.hear = nullptr;
    rig.run(1000);
    rig.far.forget();
    rig.near.ring(4, "13800138001");
    CHECK(rig.until(rig.far, What::kIncoming).event.callingNumber == "13800138001");
}

TEST_CASE("the far end hangs up: by its tone, by a loop break, by polarity") {
    for (const std::string way : {"tone", "break", "polarity"}) {
        CAPTURE(way);
        Rig rig(with([&way](LinePlan &plan) { plan.polarityAtAnswer = way == "polarity"; }));
        const Seizure call = answered(rig, 2);
        const int64_t hungUpAtMs = rig.nowMs();
        if (way == "tone") {
            rig.near.clear(2); // it plays busy tone for as long as the line is held
            rig.run(1000);
            CHECK(rig.far.alive(call));
        } else if (way == "break") {
            rig.near.board.signal(0, LineSignal::kBatteryLost);
            rig.run(600);
            rig.near.board.signal(0, LineSignal::kBatteryBack);
        } else {
            rig.near.clear(2);
        }
        const Told cleared = rig.until(rig.far, What::kCleared);
        CHECK(cleared.event.seizure == call);
        CHECK(cleared.event.cause == 16);
        CHECK(cleared.event.by == ClearedBy::kFarEnd);
        CHECK(cleared.atMs - hungUpAtMs <= (way == "tone" ? 2100 : way == "break" ? 700 : 100));
        CHECK(rig.far.board.count(LineSignal::kOnHook) == 1); // laid down by itself
        rig.run(2000);
        rig.far.forget();
        if (way != "break")
            rig.near.forget();
        if (way == "break")
            CHECK_FALSE(rig.near.alive(2)); // it saw the telephone go
        rig.near.ring(4, "10086");
        CHECK(rig.until(rig.far, What::kIncoming).event.callingNumber == "10086");
    }
}

TEST_CASE("a caller who goes just as he is answered: the line hears dial tone, and that ends the call") {
    Rig rig;
    rig.near.ring(2, "13800138000");
    const Seizure call = rig.until(rig.far, What::kIncoming).event.seizure;
    rig.far.answer(call); // on its way
    rig.near.clear(2);
    const Seizure lifted =
        rig.until(rig.near, What::kIncoming).event.seizure; // a new seizure to the exchange
    const int64_t liftedAtMs = rig.nowMs();
    const Told cleared = rig.until(rig.far, What::kCleared);
    CHECK(cleared.event.seizure == call);
    CHECK(cleared.event.by == ClearedBy::kFarEnd);
    CHECK(cleared.atMs - liftedAtMs <= 3300);
    rig.run(700);
    CHECK_FALSE(rig.near.alive(lifted));
}

TEST_CASE("a loop break that is only a contact keeps the call; one that lasts is a fault: cause 27") {
    Rig rig;
    const Seizure call = answered(rig, 2);
    rig.near.board.signal(0, LineSignal::kBatteryLost);
    rig.run(120);
    rig.near.board.signal(0, LineSignal::kBatteryBack);
    rig.run(500);
    CHECK(rig.far.alive(call));
    rig.near.board.signal(0, LineSignal::kBatteryLost);
    const Event cleared = rig.until(rig.far, What::kCleared).event;
    CHECK(cleared.cause == 27);
    CHECK(cleared.by == ClearedBy::kNetwork);
    CHECK(rig.far.find(What::kLineState)->event.reason == "no-battery");
    rig.far.seize(6); // nothing can be done on it
    CHECK(rig.far.told.back().event.cause == 27);
    rig.near.board.signal(0, LineSignal::kBatteryBack);
    rig.run(50);
    CHECK(rig.far.told.back().event.reason == "idle");
    CHECK(rig.far.lines.counters().lineFaults == 1);
}

TEST_CASE("flash: by a board that times it, and by the bare hook; too short and too long are none") {
    Rig rig;
    const Seizure call = answered(rig, 2);
    rig.far.lines.flash(rig.far.use(call));
    rig.run(50);
    CHECK(rig.near.story() == "flash");
    CHECK(rig.near.find(What::kFlash)->event.seizure == 2);
    rig.near.forget();
    for (const int downMs : {30, 100, 300, 400}) {
        CAPTURE(downMs);
        const int64_t atMs = rig.nowMs();
        rig.far.board.signal(0, LineSignal::kOnHook);
        rig.run(downMs);
        rig.far.board.signal(0, LineSignal::kOffHook);
        rig.run(700);
        CHECK(rig.near.story() == (downMs < 80 ? "hook-down hook-up" : "hook-down hook-up flash"));
        CHECK(rig.near.told[0].atMs - atMs <= 100); // ACC-06
        if (const Told *flash = rig.near.find(What::kFlash))
            CHECK(flash->atMs - (atMs + downMs) <= 100);
        CHECK(rig.near.alive(2));
        rig.near.forget();
    }
    const int64_t atMs = rig.nowMs();
    rig.far.clear(call);
    const Told cleared = rig.until(rig.near, What::kCleared);
    CHECK(rig.near.story() == "hook-down idle cleared-16");
    CHECK(cleared.event.by == ClearedBy::kFarEnd);
    CHECK(cleared.atMs - atMs <= 470); // the flash window and a block or two
}

TEST_CASE("a telephone laid down while it rings, dials or hears busy tone is over at once") {
    Rig rig;
    rig.far.seize(2);
    const Seizure lifted = rig.until(rig.near, What::kIncoming).event.seizure;
    CHECK(rig.near.story() == "hook-up off-hook incoming");
    rig.near.forget();
    rig.far.clear(2);
    rig.run(40);
    CHECK(rig.near.story() == "hook-down idle cleared-16");
    CHECK_FALSE(rig.near.alive(lifted));
}

TEST_CASE("a telephone lifted just before it rings: hook and incoming are told before the refusal") {
    Rig rig;
    rig.far.seize(2);
    rig.run(20);
    rig.near.ring(4, "13800138000");
    CHECK(rig.near.story() == "hook-up off-hook incoming cleared-17");
    CHECK(rig.near.told.back().event.seizure == 4);
    CHECK(rig.near.told[2].event.offHook);
}

TEST_CASE("ring cadences: the country's, double and long") {
    struct Row {
        RingCadence cadence;
        std::vector<int64_t> ms;
    };
    const Row rows[] = {{RingCadence::kNormal, {1000, 4000, 1000}},
                        {RingCadence::kDouble, {400, 200, 400, 4000, 400}},
                        {RingCadence::kLong, {2000, 4000, 2000}}};
    for (const Row &row : rows) {
        Rig rig;
        rig.near.ring(2, "13800138000", "", Presentation::kAllowed, row.cadence);
        size_t seen = rig.near.board.commanded.size();
        int64_t atMs = rig.nowMs();
        for (const int64_t ms : row.ms) {
            while (rig.near.board.count(LineSignal::kRingOn) + rig.near.board.count(LineSignal::kRingOff) ==
                   seen)
                rig.tick();
            seen = rig.near.board.count(LineSignal::kRingOn) + rig.near.board.count(LineSignal::kRingOff);
            CHECK(std::abs(rig.nowMs() - atMs - ms) <= 20);
            atMs = rig.nowMs();
        }
        CHECK(rig.far.find(What::kIncoming)->event.callingNumber == "13800138000");
    }
}

TEST_CASE("message waiting: the lamp, and a stuttered dial tone until it goes out") {
    Rig rig;
    CHECK(rig.near.lines.lamp(0, true));
    CHECK(rig.near.board.count(LineSignal::kLampOn) == 1);
    const auto gaps = [&rig](Seizure seizure) { // silent blocks in a second of dial tone
        int silent = 0;
        bool listening = false;
        rig.far.seize(seizure);
        rig.run(200);
        rig.far.board.hear = [&](board::ChannelIndex, uint8_t *octets) {
            silent += std::count(octets, octets + board::kMaxBlockSamples, board::kAlawSilence) > 60;
            listening = true;
        };
        rig.run(290); // before the tone is recognised and listening ends
        rig.far.board.hear = nullptr;
        rig.far.clear(seizure);
        rig.run(2000);
        CHECK(listening);
        return silent;
    };
    CHECK(gaps(2) > 0);
    CHECK(rig.near.lines.lamp(0, false));
    CHECK(rig.near.board.count(LineSignal::kLampOff) == 1);
    CHECK(gaps(4) == 0);
    CHECK_FALSE(rig.far.lines.lamp(0, true)); // a line towards an exchange has none
}

TEST_CASE("dialling out: digits wait for the dial tone, not longer than three seconds") {
    Rig rig;
    rig.far.seize(2);
    CHECK(rig.far.sendDigits(2, "10"));
    CHECK(rig.far.sendDigits(2, "086"));
    rig.run(400);
    CHECK(rig.near.find(What::kDigit) == nullptr); // the tone has not lasted long enough
    rig.run(2000);
    CHECK(rig.near.story() == "hook-up off-hook incoming digit-1 digit-0 digit-0 digit-8 digit-6");
    rig.run(20);
    CHECK(rig.far.lines.counters().dialledWithoutTone == 0);
    CHECK_FALSE(rig.far.sendDigits(2, "1")); // it listens already

    Rig mute;
    mute.far.board.hear = [](board::ChannelIndex, uint8_t *octets) {
        std::fill_n(octets, board::kMaxBlockSamples, board::kAlawSilence);
    };
    mute.far.seize(2);
    CHECK(mute.far.sendDigits(2, std::string(64, '5')));
    CHECK(mute.far.sendDigits(2, "5"));
    CHECK(mute.far.told.back().event.kind == What::kCommandFailed);
    mute.run(2900);
    CHECK(mute.near.find(What::kDigit) == nullptr);
    CHECK(mute.until(mute.near, What::kDigit).event.digit == '5');
    mute.run(20);
    CHECK(mute.far.lines.counters().dialledWithoutTone == 1);
}

TEST_CASE("laid down and lifted at once is a new call, not a flash") {
    Rig rig;
    const Seizure call = answered(rig, 2);
    rig.far.clear(call);
    rig.run(100);
    rig.far.seize(4);
    rig.until(rig.near, What::kIncoming);
    CHECK(rig.near.story() == "hook-down idle cleared-16 hook-up off-hook incoming");
}

TEST_CASE("answer supervision: learnt from the first outgoing call whose line turns its polarity") {
    Rig rig(with([](LinePlan &plan) { plan.polarityAtAnswer = true; }));
    for (Seizure call = 2; call <= 4; call += 2) {
        rig.far.seize(call);
        const Seizure lifted = rig.until(rig.near, What::kIncoming).event.seizure;
        CHECK(rig.far.find(What::kAnswered) == nullptr);
        rig.near.answer(lifted);
        CHECK(rig.until(rig.far, What::kAnswered).event.seizure == call);
        rig.run(500);
        rig.near.clear(lifted);
        CHECK(rig.until(rig.far, What::kCleared).event.by == ClearedBy::kFarEnd);
        rig.run(2000);
        rig.far.forget();
        rig.near.forget();
    }
}

TEST_CASE("a refused ringing makes no second call and gives the line back when it has ended") {
    Rig rig;
    rig.near.ring(2, "13800138000");
    const Seizure call = rig.until(rig.far, What::kIncoming).event.seizure;
    rig.far.clear(call, 17);
    rig.run(9000);
    CHECK(rig.far.story() == "ringing incoming cleared-17");
    rig.far.seize(4); // still rings
    CHECK(rig.far.told.back().event.cause == 44);
    rig.near.clear(2);
    rig.run(5000);
    CHECK(rig.far.told.back().event.reason == "idle");
    rig.far.seize(6);
    rig.run(50);
    CHECK(rig.far.alive(6));
}
