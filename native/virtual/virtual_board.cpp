#include "virtual/virtual_board.h"

#include <utility>

#include "virtual/box_end.h"
#include "virtual/exchange_end.h"

namespace callbox::virtualboard {

VirtualBoard::VirtualBoard(std::unique_ptr<WireEnd> end) : end_(std::move(end)) {}
VirtualBoard::~VirtualBoard() = default;

std::unique_ptr<VirtualBoard> VirtualBoard::listen(const std::string &path, const Options &options) {
    requireSocketPath(path);
    return std::unique_ptr<VirtualBoard>(new VirtualBoard(std::make_unique<ExchangeEnd>(path, options)));
}

std::unique_ptr<VirtualBoard> VirtualBoard::connect(const std::string &path, const Options &options) {
    requireSocketPath(path);
    return std::unique_ptr<VirtualBoard>(new VirtualBoard(std::make_unique<BoxEnd>(path, options)));
}

std::pair<std::unique_ptr<VirtualBoard>, std::unique_ptr<VirtualBoard>>
VirtualBoard::pair(const Options &exchange, const Options &box) {
    auto first = std::unique_ptr<VirtualBoard>(new VirtualBoard(std::make_unique<ExchangeEnd>("", exchange)));
    auto second = std::unique_ptr<VirtualBoard>(new VirtualBoard(std::make_unique<BoxEnd>("", box)));
    rewire(*first, *second);
    return {std::move(first), std::move(second)};
}

void VirtualBoard::rewire(VirtualBoard &exchange, VirtualBoard &box) {
    Descriptor ends[2];
    socketPair(ends[0], ends[1]);
    exchange.end_->take(std::move(ends[0]));
    box.end_->take(std::move(ends[1]));
    exchange.end_->service(); // hears hello and answers
    box.end_->service();
}

const std::vector<board::Channel> &VirtualBoard::channels() const { return end_->channels(); }
int VirtualBoard::spanCount() const { return end_->geometry().spans; }
int VirtualBoard::blockSamples() const { return end_->geometry().blockSamples; }
board::Wait VirtualBoard::waitBlock(int timeoutMs) { return end_->waitBlock(timeoutMs); }
const uint8_t *VirtualBoard::rx(board::ChannelIndex channel) const { return end_->rx(channel); }
uint8_t *VirtualBoard::tx(board::ChannelIndex channel) { return end_->tx(channel); }
void VirtualBoard::finishBlock() { end_->finishBlock(); }
int VirtualBoard::eventFd() const { return end_->events().fd(); }
bool VirtualBoard::nextEvent(board::Event &event) { return end_->events().next(event); }
bool VirtualBoard::sendFrame(int span, const uint8_t *frame, size_t octets) {
    return end_->sendFrame(span, frame, octets);
}
void VirtualBoard::signal(board::ChannelIndex channel, board::LineSignal signal) {
    end_->signal(channel, signal);
}
board::SpanCounters VirtualBoard::spanCounters(int span) const { return end_->spanCounters(span); }
board::SpanStatus VirtualBoard::spanStatus(int span) const { return end_->spanStatus(span); }
board::SpanLineRefusal VirtualBoard::setUpSpan(int span, const board::SpanLine &line) {
    return end_->setUpSpan(span, line);
}
bool VirtualBoard::setLoopback(int span, board::Loopback loopback) {
    return end_->setLoopback(span, loopback);
}
void VirtualBoard::inject(const Fault &fault) { end_->inject(fault); }
void VirtualBoard::clearFault(const Fault &fault) { end_->clearFault(fault); }
void VirtualBoard::clearFaults() { end_->clearFaults(); }
uint64_t VirtualBoard::bitErrorsInjected(int span, Fault::Direction direction) const {
    return end_->bitErrorsInjected(span, direction);
}
void VirtualBoard::tick() { end_->tick(); }
void VirtualBoard::close() { end_->close(); }
bool VirtualBoard::connected() const { return end_->connected(); }
board::Counters VirtualBoard::counters() const { return end_->counters(); }
std::string VirtualBoard::wireError() const { return end_->wireError(); }
void VirtualBoard::setFaults(const Faults &faults) { end_->setFaults(faults); }
void VirtualBoard::pullSpan(int span) { end_->setPulled(span, true); }
void VirtualBoard::plugSpan(int span) { end_->setPulled(span, false); }
void VirtualBoard::cutWire() { end_->cutWire(); }

} // namespace callbox::virtualboard
