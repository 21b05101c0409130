// The tone by which each line towards an exchange says that the far end has hung up: set by call control, or
// learnt from the line itself. Signalling thread only.
#pragma once

#include "board/board.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/notice.h"
#include "engine/seizures.h"

namespace callbox::engine {

class HangupTones {
  public:
    HangupTones(board::Board &board, EventGate &gate, MediaThread &media);
    /// kSetHangupTone; what can't be is told by kCommandFailed, seizure 0 and `channel`.
    void set(const Command &command);
    /// kLearnHangup: answered by kHangupLearned after dsp::kLearnMs, or when the call ends before.
    void learn(const Use &use);
    /// Dial tone that comes now is the exchange's invitation.
    void onFlash(board::ChannelIndex channel);
    /// kCaptured: the answer, and if a tone was learnt it is in use from now on.
    void onNotice(const Notice &notice);

  private:
    bool isLine(board::ChannelIndex channel) const;
    void failed(board::ChannelIndex channel, Seizure seizure, const char *reason);
    void use(board::ChannelIndex channel, const dsp::HangupTone &tone);

    board::Board &board_;
    EventGate &gate_;
    MediaThread &media_;
};

} // namespace callbox::engine
