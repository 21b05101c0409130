// One span set up anew again and again while 90 calls on three others are bridged: a box with all its
// threads, an exchange that compares each octet that comes back, real time. First as long without a change:
// what the machine itself loses.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/span_rig.h"
#include "engine/test_folder.h"

using namespace callbox;
using namespace callbox::engine;
using namespace callbox::engine::testing;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

constexpr int kChanges = 20;
constexpr int kBlocksASecond = 100;
constexpr int kPatience = 60 * kBlocksASecond;

int64_t nowUs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

[[noreturn]] void giveUp(const char *why) {
    std::fprintf(stderr, "bench_span_change: %s\n", why);
    std::exit(1);
}

struct Box {
    std::mutex mutex;
    std::vector<Event> events;
    std::unique_ptr<Engine> engine;

    explicit Box(const std::string &wire) {
        Config config = configOf(false);
        config.wirePath = wire;
        engine = Engine::open(
            config,
            [this](Event &&event) {
                const std::lock_guard<std::mutex> lock(mutex);
                events.push_back(std::move(event));
                return true;
            },
            [] {}, [](DChannelFrame &&) { return true; });
    }
    std::vector<Event> take() {
        std::vector<Event> taken;
        const std::lock_guard<std::mutex> lock(mutex);
        taken.swap(events);
        return taken;
    }
};

class Bench {
  public:
    explicit Bench(const std::string &wire)
        : board_(virtualboard::VirtualBoard::listen(wire, options())), exchange_(*board_, true), box_(wire) {}

    int run() {
        until([&] { return isUp(1) && isUp(2) && isUp(3) && isUp(4); }, "the spans don't come up");
        for (int span = 1; span <= 3; ++span)
            for (int timeslot = 1; timeslot <= 31; ++timeslot)
                if (timeslot != board::kDchannelTimeslot)
                    dial(span, timeslot);
        until([&] { return exchange_.count(What::kAnswered) == kBearers; }, "not all calls are answered");
        bridgeAll();
        passes(50);
        findDelay();
        const Period quiet = period([&] { passes(kChanges * kBlocksASecond); });
        const Period changing = period([&] {
            for (int change = 0; change < kChanges; ++change)
                changeOnce(change % 2 == 1);
        });
        print("without a change", quiet);
        print("20 changes of one span", changing);
        return changing.touched == 0 && changing.wrong <= quiet.wrong + changing.slips * kBlock * kBearers
                   ? 0
                   : 1;
    }

  private:
    struct Period {
        uint64_t octets = 0, wrong = 0, slips = 0, touched = 0;
        double seconds = 0, longestSetUpMs = 0;
    };
    static virtualboard::Options options() {
        virtualboard::Options options;
        options.spans = kSpans;
        return options;
    }
    void passes(int blocks) {
        for (; blocks > 0; --blocks) {
            while (board_->waitBlock(1'000) != board::Wait::kBlock) {
            }
            for (board::ChannelIndex channel = 0; channel < kBearers; ++channel) {
                const uint8_t *heard = board_->rx(channel);
                for (size_t i = 0; i < kBlock; ++i) {
                    wrong_ += heard[i] != octet(channel ^ 1u, said_ + i - delay_);
                    board_->tx(channel)[i] = octet(channel, said_ + i);
                }
            }
            said_ += kBlock;
            octets_ += kBlock * kBearers;
            board_->finishBlock();
            exchange_.stepSignalling(nowUs());
            for (const Event &event : box_.take())
                onBox(event);
        }
    }
    void until(const std::function<bool()> &done, const char *why) {
        for (int blocks = 0; !done(); ++blocks) {
            if (blocks > kPatience)
                giveUp(why);
            passes(1);
        }
    }
    bool isUp(int span) {
        for (const ChannelState &row : box_.engine->snapshot())
            if (row.channel.span == span && !row.dchannelUp)
                return false;
        return exchange_.isUp(span);
    }
    void dial(int span, int timeslot) {
        Command command = of(Do::kDial, dialled_ += 2);
        command.span = span;
        command.timeslot = timeslot;
        command.calledNumber = "100";
        exchange_.post(std::move(command));
    }
    void bridgeAll() {
        const auto rows = box_.engine->snapshot();
        for (board::ChannelIndex channel = 0; channel < kBearers; channel += 2) {
            Command bridge = of(Do::kBridge, rows[channel].seizure);
            bridge.other = rows[channel + 1].seizure;
            bridge.bridge = channel;
            box_.engine->post(std::move(bridge));
        }
    }
    void findDelay() {
        for (delay_ = kBlock; delay_ <= 20 * kBlock; delay_ += kBlock) {
            wrong_ = 0;
            passes(5);
            if (wrong_ == 0)
                return;
        }
        giveUp("the bridged calls don't hear each other");
    }
    void changeOnce(bool crc4) {
        exchange_.setUp(kChangedSpan, plan(SpanSide::kNetwork, crc4));
        Command command = of(Do::kSetUpSpan, 0);
        command.span = kChangedSpan;
        command.setup = plan(SpanSide::kUser, crc4);
        const int before = setUps_;
        const int64_t sinceUs = nowUs();
        box_.engine->post(std::move(command));
        until([&] { return setUps_ > before; }, "a change isn't carried out");
        longestSetUpMs_ = std::max(longestSetUpMs_, static_cast<double>(nowUs() - sinceUs) / 1e3);
        until([&] { return isUp(kChangedSpan); }, "the changed span doesn't come up");
    }
    void onBox(const Event &event) {
        if (event.kind == What::kIncoming)
            box_.engine->post(of(Do::kAnswer, event.seizure));
        touched_ += event.kind == What::kCleared || (event.kind == What::kSpan && event.span != kChangedSpan);
        setUps_ += event.kind == What::kSpanSetUp && event.reason.empty();
    }
    template <class What> Period period(What what) {
        const uint64_t slips = board_->counters().slips + box_.engine->meters().board.slips;
        wrong_ = octets_ = touched_ = 0;
        longestSetUpMs_ = 0;
        const int64_t sinceUs = nowUs();
        what();
        Period over;
        over.seconds = static_cast<double>(nowUs() - sinceUs) / 1e6;
        over.octets = octets_;
        over.wrong = wrong_;
        over.slips = board_->counters().slips + box_.engine->meters().board.slips - slips;
        over.touched = touched_;
        over.longestSetUpMs = longestSetUpMs_;
        return over;
    }
    static void print(const char *name, const Period &over) {
        std::printf(
            "{\"bench\":\"span-change\",\"name\":\"native, 90 calls on three spans, %s\",\"seconds\":%.1f,"
            "\"octetsCompared\":%llu,\"octetsWrong\":%llu,\"slips\":%llu,\"callsTouched\":%llu,"
            "\"longestSetUpMs\":%.1f}\n",
            name, over.seconds, static_cast<unsigned long long>(over.octets),
            static_cast<unsigned long long>(over.wrong), static_cast<unsigned long long>(over.slips),
            static_cast<unsigned long long>(over.touched), over.longestSetUpMs);
    }

    std::unique_ptr<virtualboard::VirtualBoard> board_;
    SteppedEnd exchange_;
    Box box_;
    Seizure dialled_ = 0;
    uint64_t said_ = 1'000'000, delay_ = 0, wrong_ = 0, octets_ = 0, touched_ = 0;
    int setUps_ = 0;
    double longestSetUpMs_ = 0;
};

} // namespace

int main() {
    const TestFolder folder;
    return Bench(folder.file("wire.sock")).run();
}
