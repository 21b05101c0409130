// What the other threads tell the signalling thread.
#pragma once

#include <memory>
#include <string>

#include "dsp/fsk.h"
#include "engine/engine.h"
#include "media/media.h"

namespace callbox::engine {

struct Notice {
    enum class Kind : uint8_t {
        kLineBurst,    // media: channel, burst: FSK on a line on the hook
        kLineDigit,    // media: channel, digit: DTMF on a line on the hook
        kDialTone,     // media: channel: on a line that was just lifted
        kDigitBegan,   // media: channel; dial tone ends
        kHangupHeard,  // media: channel, seizure: the line's hang-up tone
        kCaptured,     // media: channel, seizure, capture
        kSpent,        // media: list is to be destroyed here, off the media thread
        kPlayLoaded,   // loader: token, list; or no list and error
        kRecordingGone // writer: recording has ended, whoever ended it
    };
    Kind kind{};
    board::ChannelIndex channel = 0;
    uint64_t token = 0;
    std::unique_ptr<media::PlayList> list;
    std::string error;
    media::RecordingId recording = 0;
    std::unique_ptr<dsp::FskBurst> burst;
    std::unique_ptr<media::Capture> capture;
    Seizure seizure = 0;
    char digit = 0;
    double levelDbm0 = 0; // kLineDigit
};

} // namespace callbox::engine
