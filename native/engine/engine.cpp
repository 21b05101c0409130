#include "engine/engine.h"

#include <mutex>
#include <stdexcept>
#include <utility>

#include "dahdi/dahdi_board.h"
#include "dsp/tone_plan.h"
#include "engine/event_gate.h"
#include "engine/frame_tap.h"
#include "engine/media_thread.h"
#include "engine/prompt_store.h"
#include "engine/signalling_thread.h"
#include "engine/writer_thread.h"
#include "virtual/virtual_board.h"

namespace callbox::engine {

namespace {

void require(bool right, const std::string &message) {
    if (!right)
        throw std::invalid_argument(message);
}

void checkVirtual(const Config &config) {
    require(!config.wirePath.empty(), "wirePath is empty; name the Unix socket of the virtual board");
    require(config.spans >= 0 && config.spans <= virtualboard::kMaxSpans,
            "spans must be 0 to 8, not " + std::to_string(config.spans));
    require(config.lines >= 0 && config.lines <= virtualboard::kMaxLines,
            "lines must be 0 to 64, not " + std::to_string(config.lines));
    require(config.exchangeLines >= 0 && config.exchangeLines <= virtualboard::kMaxExchangeLines,
            "exchangeLines must be 0 to 32, not " + std::to_string(config.exchangeLines));
    require(config.spans + config.lines + config.exchangeLines > 0,
            "a board needs at least one span or line");
    require(config.wireBufferBlocks >= 0 && config.wireBufferBlocks <= virtualboard::kMaxBufferBlocks,
            "wireBufferBlocks must be 0 to 16, not " + std::to_string(config.wireBufferBlocks));
}

dahdi::Options dahdiOptions(const Config &config) {
    return {config.dahdiSpans, config.dahdiLines, config.dahdiBufferBlocks, config.dahdiBlocksAtOnce};
}

const dsp::TonePlan &checked(const Config &config) {
    if (config.board == BoardKind::kVirtual)
        checkVirtual(config);
    else
        dahdi::check(dahdiOptions(config));
    require(config.maxQueuedEvents >= 1, "maxQueuedEvents must be at least 1");
    const dsp::TonePlan *plan = dsp::findTonePlan(config.country.c_str());
    require(plan != nullptr,
            "no tone plan for country '" + config.country + "'; there are cn, us, gb and de");
    return *plan;
}

std::unique_ptr<board::Board> openBoard(const Config &config) {
    if (config.board == BoardKind::kDahdi)
        return dahdi::open(dahdiOptions(config));
    virtualboard::Options options;
    options.spans = config.spans;
    options.lines = config.lines;
    options.exchangeLines = config.exchangeLines;
    options.bufferBlocks = config.wireBufferBlocks;
    for (int number = 1; number <= config.spans; number++) {
        const size_t index = static_cast<size_t>(number) - 1;
        const SpanPlan plan = index < config.spanPlans.size() ? config.spanPlans[index] : SpanPlan{};
        board::SpanLine line;
        line.crc4 = plan.crc4.value_or(true);
        line.clockPriority = plan.clockPriority.value_or(config.exchangeEnd ? 0 : number);
        options.spanLines.push_back(line);
    }
    return config.exchangeEnd ? virtualboard::VirtualBoard::listen(config.wirePath, options)
                              : virtualboard::VirtualBoard::connect(config.wirePath, options);
}

/// A card that refuses is as its driver is configured; where that is wrong, alarms and slips say so.
void setUpCard(board::Board &card, const Config &config) {
    for (size_t index = 0; config.board == BoardKind::kDahdi && index < config.spanPlans.size(); index++) {
        const SpanPlan &plan = config.spanPlans[index];
        if (plan.crc4 && plan.clockPriority)
            card.setUpSpan(static_cast<int>(index) + 1, {*plan.crc4, *plan.clockPriority});
    }
}

class BoardEngine final : public Engine {
  public:
    BoardEngine(const Config &config, const dsp::TonePlan &plan, Sink sink, Overflow onOverflow,
                FrameSink frames)
        : exchangeEnd_(config.exchangeEnd), board_(openBoard(config)),
          frames_(std::move(frames), board_->spanCount()),
          gate_(std::move(sink), std::move(onOverflow), board_->channels()), writer_(gate_, notices_, wake_),
          prompts_(notices_, wake_), media_(*board_, plan, gate_, writer_, notices_, wake_),
          signalling_(*board_, config, plan, gate_, frames_, media_, writer_, prompts_, notices_, wake_) {
        setUpCard(*board_, config);
        writer_.setPool(&media_.pool());
        writer_.start();
        prompts_.start();
        signalling_.start();
        media_.makeLines(!config.exchangeEnd); // the exchange end's own lines are telephones, which hear busy
        media_.start();
    }

    ~BoardEngine() override {
        signalling_.stop(); // no more commands
        prompts_.stop();
        board_->close();
        media_.stop();  // ends recordings
        writer_.stop(); // completes their files
    }

    uint64_t inject(const virtualboard::Fault &fault, bool on) override {
        virtualboard::VirtualBoard &wire = exchange();
        on ? wire.inject(fault) : wire.clearFault(fault);
        return virtualboard::isOfLine(fault.kind) ? 0 : wire.bitErrorsInjected(fault.span, fault.direction);
    }
    void clearFaults() override { exchange().clearFaults(); }

    void post(Command &&command) override { signalling_.post(std::move(command)); }
    std::vector<ChannelState> snapshot() override { return gate_.snapshot(); }
    CallerIdRecord callerId(board::ChannelIndex channel) override {
        return signalling_.lines().callerId(channel);
    }

    bool scope(board::ChannelIndex channel, bool on) override {
        const std::lock_guard<std::mutex> lock(scopeMutex_);
        if (!on)
            media_.scope().stop(channel);
        return !on || (channel < board_->channels().size() && media_.scope().start(channel));
    }
    std::vector<media::ScopeFrame> scopeFrames(board::ChannelIndex channel, uint64_t after) override {
        const std::lock_guard<std::mutex> lock(scopeMutex_);
        return media_.scope().framesAfter(channel, after);
    }

    Meters meters() override {
        Meters meters;
        meters.board = board_->counters();
        meters.mediaCpuUs = media_.cpuUs();
        meters.signallingCpuUs = signalling_.cpuUs() + prompts_.cpuUs();
        meters.writerCpuUs = writer_.cpuUs();
        meters.lateTicks = media_.lateTicks();
        meters.eventsDropped = gate_.dropped();
        meters.framesDropped = frames_.dropped();
        meters.staleCommands = signalling_.staleCommands();
        meters.recorderBlocksLost = media_.recordingBlocksLost();
        meters.refused34 = signalling_.refused34();
        meters.refused44 = signalling_.refused44();
        meters.mediaPriority = media_.priority();
        meters.analog = signalling_.lines().counters();
        for (int span = 1; span <= board_->spanCount(); span++)
            meters.spans.push_back(
                {board_->spanCounters(span), board_->spanStatus(span), frames_.links(span)});
        return meters;
    }

  private:
    virtualboard::VirtualBoard &exchange() {
        auto *wire = dynamic_cast<virtualboard::VirtualBoard *>(board_.get());
        if (!exchangeEnd_ || wire == nullptr)
            throw std::logic_error("only the exchange end of a virtual wire can break its lines");
        return *wire;
    }

    std::mutex scopeMutex_; // of those who look, never of the media thread
    const bool exchangeEnd_;
    std::unique_ptr<board::Board> board_;
    Inbox<Notice> notices_{256};
    WakeFd wake_;
    FrameTap frames_;
    EventGate gate_;
    WriterThread writer_;
    PromptStore prompts_;
    MediaThread media_;
    SignallingThread signalling_;
};

} // namespace

std::unique_ptr<Engine> Engine::open(const Config &config, Sink sink, Overflow onOverflow, FrameSink frames) {
    const dsp::TonePlan &plan = checked(config);
    return std::make_unique<BoardEngine>(config, plan, std::move(sink), std::move(onOverflow),
                                         std::move(frames));
}

} // namespace callbox::engine
