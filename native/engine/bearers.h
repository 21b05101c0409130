// The spans' calls: libpri's events to seizures, commands to libpri. Signalling thread only.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "board/board.h"
#include "engine/event_gate.h"
#include "engine/frame_tap.h"
#include "engine/seizures.h"
#include "isdn/pri_span.h"

namespace callbox::engine {

class Bearers {
  public:
    Bearers(board::Board &board, const Config &config, EventGate &gate, FrameTap &frames, Seizures &seizures);

    void onFrame(const board::Event &event);
    void onAlarms(const board::Event &event);
    /// Microseconds until runTimers is due; -1: nothing is.
    int64_t nextTimerUs() const;
    void runTimers();

    void proceed(Use &use);
    void progress(Use &use, bool inband, int cause);
    void alert(Use &use, bool inband);
    void answer(Use &use);
    void moreDigits(Use &use, const std::string &digits, bool complete);
    /// kCleared comes when the far end has let go.
    void clear(Use &use, int cause);
    /// Begins the seizure; if it cannot be, it is cleared at once.
    void dial(const Command &command);

    /// kService, kRestart. False: not a bearer.
    bool setService(board::ChannelIndex channel, Service service);
    bool restart(board::ChannelIndex channel);

    /// kSetUpSpan. "": done, its D-channel is being called up; else why nothing was changed.
    const char *setUpSpan(int number, const SpanPlan &plan);

    struct Refused {
        uint64_t with34 = 0, with44 = 0, stale = 0;
    };
    Refused refused() const;

  private:
    struct Span {
        int number = 0;
        uint8_t alarms = 0;
        bool quiet = false; // its services are what they were: nobody needs to be told
        std::unique_ptr<isdn::PriSpan> pri;
    };
    using Services = std::array<isdn::Service, 32>;

    Span *span(int number);
    void beginSignalling(Span &span, const SpanPlan &plan);
    /// Ends all that hangs on its libpri. Answers what the timeslots were kept from.
    Services endSignalling(Span &span);
    void keepServices(Span &span, const Services &services);
    void onPri(Span &span, const isdn::PriEvent &event);
    void onIncoming(Span &span, const isdn::PriEvent &event);
    void onProceeding(Span &span, const isdn::PriEvent &event);
    void onRefused(Span &span, const isdn::PriEvent &event);
    void onMoreDigits(const isdn::PriEvent &event);
    void onService(const Span &span, const isdn::PriEvent &event);
    void onStuck(const Span &span, const isdn::PriEvent &event);
    /// The audit's question: who holds this timeslot, as the engine sees it. 0: nobody.
    Seizure owner(int span, int timeslot);
    /// Null: not a bearer of a span.
    Span *spanOf(board::ChannelIndex channel);
    void tellSpan(Span &span);
    /// Attaches the timeslot if the far end has named it by now.
    Use *withChannel(Span &span, Seizure seizure);

    board::Board &board_;
    EventGate &gate_;
    FrameTap &frames_;
    Seizures &seizures_;
    Refused before_;                           // by libpris that a change of their span has ended
    std::vector<std::unique_ptr<Span>> spans_; // callbacks hold their addresses
};

} // namespace callbox::engine
