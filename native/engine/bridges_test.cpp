// Who hears whom, from commands to octets on the wire: one engine's threads stepped in virtual time, and
// telephones that each say an octet of their own.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsp/g711.h"
#include "engine/prompt_store.h"
#include "engine/signalling_thread.h"
#include "engine/writer_thread.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::engine;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

constexpr size_t kTelephones = 34;
constexpr size_t kBlock = board::kMaxBlockSamples;

/// As loud as A-law can, steps apart: no tone of the engine's own comes near.
uint8_t loudOctet(size_t telephone) { return static_cast<uint8_t>((0xF0 | (telephone % 16)) ^ 0x55); }
/// 16, 48, 80 ... and sums of two of them are whole steps too.
uint8_t quietOctet(size_t telephone) { return dsp::linearToAlaw(static_cast<int16_t>(24 + 16 * telephone)); }

class Rig {
  public:
    Rig()
        : gate_(
              [this](Event &&event) {
                  events.push_back(std::move(event));
                  return true;
              },
              [] {}, wires_.second->channels()),
          writer_(gate_, notices_, wake_), prompts_(notices_, wake_),
          media_(*wires_.second, *dsp::findTonePlan("cn"), gate_, writer_, notices_, wake_),
          signalling_(*wires_.second, Config(), *dsp::findTonePlan("cn"), gate_, frames_, media_, writer_,
                      prompts_, notices_, wake_) {
        for (size_t telephone = 0; telephone < kTelephones; ++telephone)
            says.push_back(loudOctet(telephone));
        run(20);
        for (board::ChannelIndex line = 0; line < kTelephones; ++line)
            wires_.first->signal(line, board::LineSignal::kOffHook);
        run(40); // the hook is debounced
        for (const Event &event : events)
            if (event.kind == What::kIncoming)
                seizures.push_back(event.seizure);
        REQUIRE(seizures.size() == kTelephones);
    }
    void run(int blocks) {
        for (; blocks > 0; --blocks) {
            nowUs_ += 10'000;
            wires_.first->tick();
            if (wires_.first->waitBlock(0) == board::Wait::kBlock) {
                for (board::ChannelIndex line = 0; line < kTelephones; ++line) {
                    const uint8_t *octets = wires_.first->rx(line);
                    heard[line].insert(heard[line].end(), octets, octets + kBlock);
                    std::fill_n(wires_.first->tx(line), kBlock, says[line]);
                }
                wires_.first->finishBlock();
            }
            media_.step(0);
            signalling_.step(nowUs_);
        }
    }
    /// What was posted is carried out by signalling, in one batch; media does so with its next block.
    void carryOut() { signalling_.step(nowUs_); }
    /// Forgets what was heard while the wire still carried what was before.
    void settle() {
        carryOut();
        run(4);
        forget();
    }
    void forget() {
        for (std::vector<uint8_t> &octets : heard)
            octets.clear();
        events.clear();
    }

    void bridge(uint32_t number, size_t a, size_t b) {
        Command command{};
        command.kind = Do::kBridge;
        command.bridge = number;
        command.seizure = seizures[a];
        command.other = seizures[b];
        signalling_.post(std::move(command));
    }
    void mix(uint32_t number, std::vector<MixMember> members) {
        Command command{};
        command.kind = Do::kMix;
        command.bridge = number;
        command.members = std::move(members);
        signalling_.post(std::move(command));
    }
    void simple(Do kind, Seizure seizure, uint32_t number = 0) {
        Command command{};
        command.kind = kind;
        command.seizure = seizure;
        command.bridge = number;
        signalling_.post(std::move(command));
    }
    MixMember member(size_t telephone, const std::vector<size_t> &hears) const {
        MixMember made{seizures[telephone], {}};
        for (const size_t other : hears)
            made.hears.push_back(seizures[other]);
        return made;
    }
    void lay(size_t telephone) {
        wires_.first->signal(static_cast<board::ChannelIndex>(telephone), board::LineSignal::kOnHook);
    }
    bool hearsOnly(size_t telephone, uint8_t octet) const {
        const std::vector<uint8_t> &octets = heard[telephone];
        return !octets.empty() &&
               std::count(octets.begin(), octets.end(), octet) == static_cast<long>(octets.size());
    }
    bool hearsNothing(size_t telephone) const { return hearsOnly(telephone, board::kAlawSilence); }
    bool hearsSumOf(size_t telephone, const std::vector<size_t> &others) const {
        int sum = 0;
        for (const size_t other : others)
            sum += dsp::alawToLinear(says[other]);
        return hearsOnly(telephone, dsp::linearToAlaw(static_cast<int16_t>(sum)));
    }
    std::vector<std::string> failures() const {
        std::vector<std::string> reasons;
        for (const Event &event : events)
            if (event.kind == What::kCommandFailed)
                reasons.push_back(std::to_string(event.seizure) + ": " + event.reason);
        return reasons;
    }
    uint64_t stale() const { return signalling_.staleCommands(); }

    std::vector<Event> events;
    std::vector<Seizure> seizures;           // by telephone
    std::vector<uint8_t> says;               // by telephone
    std::vector<uint8_t> heard[kTelephones]; // by telephone

  private:
    static virtualboard::Options options() {
        virtualboard::Options options;
        options.spans = 0;
        options.lines = kTelephones;
        options.manualTicks = true;
        return options;
    }
    int64_t nowUs_ = 1'000'000;
    std::pair<std::unique_ptr<virtualboard::VirtualBoard>, std::unique_ptr<virtualboard::VirtualBoard>>
        wires_ = virtualboard::VirtualBoard::pair(options(), options());
    Inbox<Notice> notices_{256};
    WakeFd wake_;
    FrameTap frames_{nullptr, 0};
    EventGate gate_;
    WriterThread writer_;
    PromptStore prompts_;
    MediaThread media_;
    SignallingThread signalling_;
};

std::vector<size_t> allBut(size_t count, size_t one) {
    std::vector<size_t> others;
    for (size_t n = 0; n < count; ++n)
        if (n != one)
            others.push_back(n);
    return others;
}

} // namespace

TEST_CASE("a conference, a whisper, a listener: who hears whom is what the mix says") {
    Rig rig;
    for (size_t telephone = 0; telephone < 4; ++telephone)
        rig.says[telephone] = quietOctet(telephone);
    std::vector<MixMember> all;
    for (size_t n = 0; n < 4; ++n)
        all.push_back(rig.member(n, allBut(4, n)));
    rig.mix(1, all);
    rig.settle();
    rig.run(10);
    for (size_t n = 0; n < 4; ++n)
        CHECK(rig.hearsSumOf(n, allBut(4, n)));
    rig.mix(1, {rig.member(0, {1}), rig.member(1, {0, 2}), rig.member(2, {0, 1}), rig.member(3, {0, 1})});
    rig.settle();
    rig.run(10);
    CHECK(rig.hearsOnly(0, rig.says[1])); // 2 whispers, 3 listens
    CHECK(rig.hearsSumOf(1, {0, 2}));
    CHECK(rig.hearsSumOf(2, {0, 1}));
    CHECK(rig.hearsSumOf(3, {0, 1}));
    rig.simple(Do::kUnmix, 0, 1);
    rig.settle();
    rig.run(10);
    for (size_t n = 0; n < 4; ++n)
        CHECK(rig.hearsNothing(n));
    CHECK(rig.stale() == 0);
    rig.simple(Do::kUnmix, 0, 1);
    rig.carryOut();
    CHECK(rig.stale() == 1);
}

TEST_CASE("from bridge to mix and back, many times over: who stays hears without a gap, octet by octet") {
    Rig rig;
    rig.bridge(1, 0, 1);
    rig.settle();
    for (uint32_t turn = 0; turn < 200; ++turn) { // more often than a board has channels
        rig.mix(turn, {rig.member(0, {1}), rig.member(1, {0}), rig.member(2, {0, 1})});
        rig.carryOut();
        rig.run(2);
        rig.bridge(1, 0, 1);
        rig.carryOut();
        rig.run(1);
    }
    CHECK(rig.hearsOnly(0, rig.says[1]));
    CHECK(rig.hearsOnly(1, rig.says[0]));
    CHECK(rig.failures().empty());
}

TEST_CASE("a seizure is in one bridge or mix: the newer one takes it, the others of the older go on") {
    Rig rig;
    for (size_t telephone = 0; telephone < 5; ++telephone)
        rig.says[telephone] = quietOctet(telephone);
    rig.mix(1, {rig.member(0, {1, 2}), rig.member(1, {0, 2}), rig.member(2, {0, 1})});
    rig.bridge(1, 3, 4); // numbers of bridges and of mixes are different things
    rig.bridge(2, 0, 3);
    rig.settle();
    rig.run(5);
    CHECK(rig.hearsOnly(0, rig.says[3]));
    CHECK(rig.hearsOnly(3, rig.says[0]));
    CHECK(rig.hearsOnly(1, rig.says[2]));
    CHECK(rig.hearsNothing(4));
    rig.mix(2, {rig.member(0, {2}), rig.member(2, {0})});
    rig.settle();
    rig.run(5);
    CHECK(rig.hearsOnly(0, rig.says[2]));
    CHECK(rig.hearsNothing(1));
    CHECK(rig.hearsNothing(3));
    rig.simple(Do::kUnbridge, 0, 2); // gone with its member: counted
    rig.simple(Do::kUnmix, 0, 1);    // 1 is still in it
    rig.carryOut();
    CHECK(rig.stale() == 1);
}

TEST_CASE("who is bridged with one who is gone leaves what he was in: nobody there hears him any more") {
    for (const bool mixed : {false, true}) {
        CAPTURE(mixed);
        Rig rig;
        if (mixed)
            rig.mix(1, {rig.member(0, {1}), rig.member(1, {0})});
        else
            rig.bridge(1, 0, 1);
        rig.lay(2);
        rig.run(150); // it may have been the recall key
        REQUIRE_FALSE(rig.hearsNothing(0));
        rig.bridge(2, 1, 2);
        rig.settle();
        rig.run(5);
        CHECK(rig.hearsNothing(0));
        CHECK(rig.hearsNothing(1));
        CHECK(rig.stale() == 1);
        rig.bridge(3, 0, 1); // and can be heard again
        rig.settle();
        rig.run(5);
        CHECK(rig.hearsOnly(0, rig.says[1]));
        CHECK(rig.hearsOnly(1, rig.says[0]));
    }
}

TEST_CASE("who hangs up leaves the mix and the others go on; who is gone before is left out and counted") {
    Rig rig;
    const std::vector<MixMember> all = {rig.member(0, {1, 2}), rig.member(1, {0, 2}), rig.member(2, {0, 1})};
    rig.mix(1, all);
    rig.settle();
    rig.lay(2);
    rig.run(150); // it may have been the recall key
    rig.forget();
    rig.run(10);
    CHECK(rig.hearsOnly(0, rig.says[1]));
    CHECK(rig.hearsOnly(1, rig.says[0]));
    CHECK(rig.hearsNothing(2));
    rig.mix(1, all);
    rig.carryOut();
    rig.run(10);
    CHECK(rig.hearsOnly(0, rig.says[1]));
    CHECK(rig.stale() == 1);
    CHECK(rig.failures().empty());
    rig.simple(Do::kClear, rig.seizures[0]);
    rig.simple(Do::kClear, rig.seizures[1]);
    rig.carryOut();
    rig.mix(1, all);
    rig.simple(Do::kUnmix, 0, 1);
    rig.carryOut();
    CHECK(rig.stale() == 3);
}

TEST_CASE("32 hear each other; what cannot be a mix is told to each member, and nothing has changed") {
    Rig rig;
    rig.says.assign(kTelephones, quietOctet(0));
    std::vector<MixMember> most;
    for (size_t n = 0; n < 32; ++n)
        most.push_back(rig.member(n, allBut(32, n)));
    rig.mix(1, most);
    rig.settle();
    rig.run(5);
    for (size_t n = 0; n < 32; ++n)
        REQUIRE(rig.hearsSumOf(n, allBut(32, n)));
    std::vector<MixMember> tooMany = most;
    tooMany.push_back(rig.member(32, {}));
    const std::string first = std::to_string(rig.seizures[0]) + ": ";
    const std::pair<std::vector<MixMember>, std::string> wrong[] = {
        {tooMany, "a mix has at most 32 members, not 33"},
        {{rig.member(0, {0})}, "cannot hear itself"},
        {{rig.member(0, {1})}, "is no member of the mix"},
        {{rig.member(0, {}), rig.member(0, {})}, "is named twice"},
    };
    for (const auto &[members, why] : wrong) {
        rig.forget();
        rig.mix(1, members);
        rig.carryOut();
        const std::vector<std::string> failures = rig.failures();
        REQUIRE(failures.size() == members.size());
        CHECK(failures[0].find(first) == 0);
        CHECK(failures[0].find(why) != std::string::npos);
    }
    rig.forget();
    rig.run(5);
    CHECK(rig.hearsSumOf(0, allBut(32, 0)));
}

TEST_CASE("two lift at once: the one who is cleared while the other is bridged never hears the caller") {
    for (const bool clearFirst : {true, false})
        for (const bool asMix : {true, false}) {
            Rig rig;
            rig.forget();
            constexpr size_t kCaller = 0, kWinner = 1, kLoser = 2;
            if (clearFirst)
                rig.simple(Do::kClear, rig.seizures[kLoser]);
            if (asMix)
                rig.mix(1, {rig.member(kCaller, {kWinner}), rig.member(kWinner, {kCaller})});
            else
                rig.bridge(1, kCaller, kWinner);
            if (!clearFirst)
                rig.simple(Do::kClear, rig.seizures[kLoser]);
            rig.carryOut(); // one batch
            rig.run(100);
            const auto loudest = [&rig](size_t telephone) {
                int most = 0;
                for (const uint8_t octet : rig.heard[telephone])
                    most = std::max(most, std::abs(int{dsp::alawToLinear(octet)}));
                return most;
            };
            CHECK(loudest(kWinner) > 16'000);
            CHECK(loudest(kCaller) > 16'000);
            CHECK(loudest(kLoser) > 1'000); // busy tone
            CHECK(loudest(kLoser) < 16'000);
        }
}

TEST_CASE("bridged, cleared and another bridged in one batch: not one sample crosses") {
    Rig rig;
    rig.forget();
    rig.bridge(1, 0, 2);
    rig.simple(Do::kClear, rig.seizures[2]);
    rig.bridge(2, 0, 1);
    rig.carryOut();
    rig.run(100);
    for (const uint8_t octet : rig.heard[2])
        REQUIRE(std::abs(int{dsp::alawToLinear(octet)}) < 16'000);
    CHECK(std::count(rig.heard[1].begin(), rig.heard[1].end(), rig.says[0]) > 90 * 80);
}

TEST_CASE("a member whose far end has not chosen a channel yet is told, and the others hear each other") {
    virtualboard::Options options;
    options.spans = 0;
    options.lines = 2;
    options.manualTicks = true;
    const auto wires = virtualboard::VirtualBoard::pair(options, options);
    std::vector<Event> events;
    Inbox<Notice> notices{16};
    WakeFd wake;
    EventGate gate(
        [&events](Event &&event) {
            events.push_back(std::move(event));
            return true;
        },
        [] {}, wires.second->channels());
    WriterThread writer(gate, notices, wake);
    MediaThread media(*wires.second, *dsp::findTonePlan("cn"), gate, writer, notices, wake);
    Seizures seizures(wires.second->channels(), gate, media);
    Bridges bridges(gate, seizures, media, [](board::ChannelIndex) {});
    for (const Seizure seizure : {2u, 4u, 6u})
        seizures.begin(seizure, 1);
    seizures.attach(*seizures.find(2), 0);
    seizures.attach(*seizures.find(4), 1);
    Command command{};
    command.kind = Do::kMix;
    command.bridge = 9;
    command.members = {{2, {4, 6}}, {6, {2, 4}}, {4, {2}}};
    CHECK(bridges.mix(command));
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == What::kCommandFailed);
    CHECK(events[0].seizure == 6);
    CHECK(events[0].reason == "the far end has not chosen a channel yet");
    CHECK(bridges.unmix(9));
    command.members = {{6, {}}};
    CHECK(bridges.mix(command)); // nobody is left to be in it
    CHECK_FALSE(bridges.unmix(9));
}
