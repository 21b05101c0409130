// What a technician measures on a span: loopbacks and bit-error tests. Signalling thread only.
#pragma once

#include "board/board.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/seizures.h"

namespace callbox::engine {

class Measurements {
  public:
    Measurements(board::Board &board, EventGate &gate, Seizures &seizures, MediaThread &media);
    /// kLoopback, kBitTest. What cannot be done is told by kCommandFailed, seizure 0, `channel` and why.
    void carryOut(const Command &command);

  private:
    void loopback(const Command &command);
    void bitTest(const Command &command);
    void failed(board::ChannelIndex channel, std::string reason);

    board::Board &board_;
    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
};

} // namespace callbox::engine
