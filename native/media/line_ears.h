// Listens to lines towards an exchange when no call has them open: for caller ID while they are on the hook,
// for dial tone when they were just lifted.
#pragma once

#include <cstdint>
#include <vector>

#include "board/board.h"
#include "dsp/caller_id_ear.h"
#include "dsp/dial_tone.h"
#include "dsp/tone_plan.h"

namespace callbox::media {

enum class ListenFor : uint8_t { kNothing, kCallerId, kDialTone };

/// Told on the media thread, from inside process(): must not block or call back.
class LineEarsOutput {
  public:
    virtual ~LineEarsOutput() = default;
    virtual void callerIdBurst(board::ChannelIndex channel, const dsp::FskBurst &burst) = 0;
    virtual void callerIdDigit(board::ChannelIndex channel, char digit, double levelDbm0) = 0;
    /// Once: it listens for nothing afterwards.
    virtual void dialTone(board::ChannelIndex channel) = 0;
};

/// Media thread only. Both caller-ID receivers run at the same time; a quiet line costs a look at each
/// sample, a channel that is no FXO nothing at all. Neither method allocates or locks.
class LineEars {
  public:
    /// Every FXO channel is listened to for caller ID from the start. `dialTone` must outlive this.
    LineEars(const std::vector<board::Channel> &channels, const dsp::ToneSpec &dialTone,
             LineEarsOutput &output);
    /// Afresh, from the next block on. Anything but an FXO channel is ignored.
    void listen(board::ChannelIndex channel, ListenFor what);
    /// One block, between waitBlock and finishBlock.
    void process(board::Board &board);

  private:
    struct Ear {
        board::ChannelIndex channel = 0;
        ListenFor what = ListenFor::kCallerId;
        bool wanted = false; // the board knows that we need its sound
        int quietBlocks = 0;
        dsp::CallerIdEar callerId;
        dsp::DialToneEar dial;
    };
    void hear(Ear &ear, const int16_t *linear, int count);

    const dsp::ToneSpec &dialTone_;
    LineEarsOutput &output_;
    std::vector<Ear> ears_; // of FXO channels, in their order
};

} // namespace callbox::media
