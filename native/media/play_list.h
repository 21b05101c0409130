// What a channel is to play, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "dsp/tone_plan.h"
#include "media/wav_reader.h"

namespace callbox::media {

constexpr size_t kMaxPlayItems = 64;

struct PlayItem {
    enum class Kind : uint8_t { kPrompt, kTone, kSilence } kind = Kind::kSilence;
    std::shared_ptr<const Prompt> prompt; // kPrompt
    dsp::Tone tone = dsp::Tone::kBeep;    // kTone
    uint32_t ms = 0;                      // kTone, kSilence; 0 = until stopped
};

/// Made off the media thread, and destroyed off it: it comes back by Output::playEnded.
struct PlayList {
    uint32_t play = 0; // the caller's own number
    bool loop = false; // from the start again, without a gap
    bool tell = true;  // call control is told of its end; false: it is the lines' own, as caller ID is
    std::vector<PlayItem> items;
};

/// 1 .. kMaxPlayItems items, each prompt there and not empty, each tone of the plan.
bool isPlayable(const PlayList &list);

} // namespace callbox::media
