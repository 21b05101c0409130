// The end of the wire that listens and gives the ticks.
#pragma once

#include <memory>

#include "virtual/wire_end.h"

namespace callbox::virtualboard {

class ExchangeEnd final : public WireEnd {
  public:
    /// An empty path: no socket file, the wire comes by take().
    ExchangeEnd(const std::string &path, const Options &options);

    board::Wait waitBlock(int timeoutMs) override;
    void finishBlock() override;
    void tick() override;
    void cutWire() override;
    void take(Descriptor wire) override;
    void service() override;

  private:
    struct Answer { // what the box sent back to one block
        uint32_t sequence = 0;
        bool here = false;
        int64_t blockSentUs = 0;
        std::vector<uint8_t> packet;
    };

    /// Waits up to timeoutMs, then carries ticks, connections and messages.
    void poll(int timeoutMs);
    void readTicks();
    void readWire();
    void readCandidate();
    void admit();
    void greet(long octets);
    void refuse(const std::string &why);
    void keepAnswer(const Message &message);
    Answer &answerTo(uint32_t sequence) { return answers_[sequence % answers_.size()]; }
    uint32_t wanted() const { return sequence_ - 1 - static_cast<uint32_t>(options_.bufferBlocks); }
    bool expected(uint32_t sequence) const;
    /// Microseconds the due block should still wait for an answer, 0: make it now.
    int64_t graceUs();
    void makeBlock();

    std::unique_ptr<ListeningSocket> listener_;
    Descriptor tickFd_;    // timerfd, or with manual ticks an eventfd
    Descriptor candidate_; // connected, has not said hello yet
    int64_t candidateSinceUs_ = 0;
    std::vector<Answer> answers_;
    uint32_t sequence_ = 0;      // of the next block
    uint32_t firstSequence_ = 0; // of this connection
    uint64_t ticksDue_ = 0;
    int64_t nextDueUs_ = 0; // 0: manual ticks
    bool boxLate_ = false;  // its last answer was missing
};

} // namespace callbox::virtualboard
