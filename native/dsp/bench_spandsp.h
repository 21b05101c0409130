// spandsp's detectors as a baseline, and sounds in blocks of 10 ms: only for bench_tones.
#pragma once

#include <spandsp.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "dsp/tone_plan.h"

namespace callbox::dsp::bench {

using Sound = std::vector<int16_t>;
constexpr size_t kBlock = 80;

template <typename Each> void blocks(const Sound &sound, Each each) {
    for (size_t at = 0; at < sound.size(); at += kBlock)
        each(&sound[at], static_cast<int>(std::min(kBlock, sound.size() - at)));
}

/// Its super tone detector with China's tones and the same tolerances of time.
class SpandspProgress {
  public:
    SpandspProgress() : descriptor_(super_tone_rx_make_descriptor(nullptr)) {
        const TonePlan &plan = *findTonePlan("cn");
        for (Tone tone : {Tone::kDial, Tone::kRingback, Tone::kBusy, Tone::kCongestion, Tone::kVacant}) {
            const int id = super_tone_rx_add_tone(descriptor_);
            names_.push_back(toneName(tone));
            const ToneSpec &spec = plan[tone];
            for (int i = 0; i < spec.segments; ++i) {
                const int ms = spec.segment[i].ms;
                super_tone_rx_add_element(descriptor_, id, static_cast<int>(spec.segment[i].frequencyHz[0]),
                                          0, ms == 0 ? 1300 : ms * 83 / 100 - 10,
                                          ms == 0 ? 0 : ms * 117 / 100 + 10);
            }
        }
    }
    ~SpandspProgress() { super_tone_rx_free_descriptor(descriptor_); }

    std::string heard(const Sound &sound) {
        heard_.clear();
        super_tone_rx_state_t *state = super_tone_rx_init(nullptr, descriptor_, &SpandspProgress::on, this);
        blocks(sound, [&](const int16_t *samples, int count) { super_tone_rx(state, samples, count); });
        super_tone_rx_free(state);
        return heard_;
    }

  private:
    static void on(void *self, int code, int, int) {
        auto &me = *static_cast<SpandspProgress *>(self);
        if (code >= 0 && code < static_cast<int>(me.names_.size()))
            me.heard_ += (me.heard_.empty() ? "" : " ") + me.names_[static_cast<size_t>(code)];
    }
    super_tone_rx_descriptor_t *descriptor_;
    std::vector<std::string> names_;
    std::string heard_;
};

/// Its detector of one kind of connect tone: names as ours.
inline std::string spandspData(const Sound &sound, int type) {
    struct Heard {
        std::string text;
        static void on(void *self, int tone, int, int) {
            std::string &text = static_cast<Heard *>(self)->text;
            const char *name = tone == MODEM_CONNECT_TONES_FAX_CNG    ? "cng"
                               : tone == MODEM_CONNECT_TONES_ANS      ? "ced"
                               : tone == MODEM_CONNECT_TONES_ANS_PR   ? "ced-reversed"
                               : tone == MODEM_CONNECT_TONES_ANSAM    ? "ansam"
                               : tone == MODEM_CONNECT_TONES_ANSAM_PR ? "ansam-reversed"
                               : tone == MODEM_CONNECT_TONES_BELL_ANS ? "bell-answer"
                                                                      : "";
            text = *name != 0 ? name : text; // the last word counts: it makes up its mind in steps
        }
    } heard;
    modem_connect_tones_rx_state_t *state = modem_connect_tones_rx_init(nullptr, type, &Heard::on, &heard);
    blocks(sound, [&](const int16_t *samples, int count) { modem_connect_tones_rx(state, samples, count); });
    modem_connect_tones_rx_free(state);
    return heard.text;
}

} // namespace callbox::dsp::bench
