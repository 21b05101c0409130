// The end of the wire that connects and follows the exchange's ticks.
#pragma once

#include "virtual/wire_end.h"

namespace callbox::virtualboard {

class BoxEnd final : public WireEnd {
  public:
    /// An empty path: nothing to connect to, the wire comes by take().
    BoxEnd(const std::string &path, const Options &options);

    board::Wait waitBlock(int timeoutMs) override;
    void finishBlock() override;
    void tick() override {} // the exchange makes them
    void cutWire() override;
    void take(Descriptor wire) override;
    void service() override;

  private:
    enum class Got : uint8_t { kNothing, kMessage, kBlock };

    void connectIfDue(int64_t nowUs);
    void hangUp(const std::string &why);
    /// Reads one message of the wire or of the greeting.
    Got readOne();
    void readGreeting(long octets);
    Got readWire(long octets);
    bool takeBlock(const Message &message);

    const std::string path_;
    Descriptor greeting_; // connected, our hello is not answered yet
    int64_t greetingSinceUs_ = 0;
    int64_t nextAttemptUs_ = 0;
    uint32_t sequence_ = 0; // of the open or the last block
    bool anyBlock_ = false; // on this connection
    int64_t dueUs_ = 0;
};

} // namespace callbox::virtualboard
