// A D-channel whose far end sends anything: frames cut from the input, with commands and hours of timers
// between them. Each input meets a span that is up; it must come back to idle when the far end is silent for
// long enough.
#include <cstdlib>
#include <set>
#include <vector>

#include "isdn/libpri_clock.h"
#include "isdn/pri_span.h"

using namespace callbox::isdn;

namespace {

int64_t gNowUs = 1'000'000;
int64_t now() { return gNowUs; }

/// Reads bytes off the input; 0 when it has ended.
struct Input {
    const uint8_t *octets;
    size_t left;
    uint8_t next() {
        if (left == 0)
            return 0;
        --left;
        return *octets++;
    }
};

struct Span {
    std::set<CallHandle> live;
    CallHandle lastIncoming = static_cast<CallHandle>(-1);
    CallHandle lastOutgoing = 0;
    uint8_t lastSent[300] = {};
    size_t lastSentOctets = 0;
    PriSpan pri;

    explicit Span(const PriPlan &plan)
        : pri(
              plan,
              [this](const uint8_t *frame, size_t octets) {
                  lastSentOctets = octets < sizeof lastSent ? octets : sizeof lastSent;
                  for (size_t n = 0; n < lastSentOctets; ++n)
                      lastSent[n] = frame[n];
                  return true;
              },
              [this](const PriEvent &event) { on(event); }, [this] { return lastIncoming += 2; }) {}

    void on(const PriEvent &event) {
        if (event.kind == PriEvent::Kind::kIncoming && !live.insert(event.call).second)
            std::abort(); // one handle, two calls
        if (event.kind == PriEvent::Kind::kCleared && live.erase(event.call) != 1)
            std::abort(); // cleared twice, or never began
        if (event.callingNumber.size() > kMaxNumberDigits || event.calledNumber.size() > kMaxNumberDigits)
            std::abort();
    }
    CallHandle some(uint8_t which) const {
        if (live.empty())
            return which;
        auto at = live.begin();
        std::advance(at, which % live.size());
        return *at;
    }
    void command(Input &input) {
        const uint8_t which = input.next();
        const CallHandle call = some(input.next());
        switch (which % 8) {
        case 0:
            pri.answer(call);
            break;
        case 1:
            pri.alert(call, (which & 8) != 0);
            break;
        case 2:
            pri.clear(call, input.next());
            break;
        case 3: {
            DialRequest request;
            request.timeslot = static_cast<int8_t>(input.next());
            request.calledNumber = "88886666";
            request.overlap = (which & 8) != 0;
            live.insert(lastOutgoing += 2);
            pri.dial(lastOutgoing, request);
            break;
        }
        case 4:
            pri.moreDigits(call, "12", (which & 8) != 0);
            break;
        case 5:
            pri.progress(call, true, input.next());
            break;
        case 6:
            pri.restart(input.next());
            break;
        default:
            pri.setService(input.next(), static_cast<Service>(input.next() % 3));
            break;
        }
    }
    void pass(int64_t microseconds) {
        const int64_t endUs = gNowUs + microseconds;
        for (int steps = 0; steps < 10'000 && gNowUs < endUs; ++steps) {
            const int64_t dueUs = pri.nextTimerUs();
            gNowUs = dueUs < 0 || gNowUs + dueUs > endUs ? endUs : gNowUs + dueUs;
            pri.runTimers();
        }
    }
};

/// What a well-behaved far end answers, so that the input meets an established link.
void establish(Span &span, bool userSide) {
    const uint8_t answerAddress = userSide ? 0x00 : 0x02; // UA as a response carries the C/R of the command
    const uint8_t ua[] = {answerAddress, 0x01, 0x73};
    span.pri.onFrame(ua, sizeof ua);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    setLibpriClock(now);
    Input input{octets, count};
    const uint8_t shape = input.next();
    // libpri frees no D-channel, so there is one of each kind for the life of the process.
    static std::vector<Span *> &spans =
        *new std::vector<Span *>(); // never destroyed: nothing of it is a leak
    for (int kind = static_cast<int>(spans.size()); kind < 8; ++kind) {
        PriPlan plan;
        plan.side = (kind & 1) != 0 ? Side::kNetwork : Side::kUser;
        plan.protocol = (kind & 2) != 0 ? Protocol::kQsig : Protocol::kEuroIsdn;
        plan.overlapReceiving = (kind & 4) != 0;
        spans.push_back(new Span(plan));
    }
    Span &span = *spans[shape % 8];
    establish(span, (shape & 1) == 0);
    while (input.left > 0) {
        const uint8_t what = input.next();
        if (what < 0x20) {
            span.command(input);
        } else if (what < 0x28) {
            span.pass(static_cast<int64_t>(what - 0x1F) * 5'000'000);
        } else {
            const size_t size = std::min<size_t>(what, input.left);
            span.pri.onFrame(input.octets, size);
            input.octets += size;
            input.left -= size;
        }
    }
    for (const CallHandle call : std::set<CallHandle>(span.live))
        span.pri.clear(call, 16);
    for (int round = 0; round < 4; ++round)
        span.pass(120'000'000);
    if (!span.live.empty()) // the far end is silent: every timer has run, nothing may live on
        std::abort();
    return 0;
}
