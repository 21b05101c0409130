// Hears on an exchange line that the far end has hung up: a tone of the right frequency, rhythm and level,
// three equal times, with nearly nothing beside it. Speech, music and a talker over the tone are not it.
#pragma once

#include <cstdint>

#include "dsp/cadence.h"
#include "dsp/call_progress.h"
#include "dsp/hangup_tone.h"
#include "dsp/tone_probe.h"
#include "dsp/tone_segments.h"

namespace callbox::dsp {

class HangupDetector {
  public:
    /// Hears nothing until told what to listen for.
    HangupDetector();
    HangupDetector(const HangupDetector &) = delete; // its parts know each other
    HangupDetector &operator=(const HangupDetector &) = delete;

    /// Busy, congestion and dial tone of the country.
    void listenFor(const TonePlan &plan);
    /// This tone alone; frequencyHz 0: nothing. False, and nothing has changed, for a frequency that is not
    /// 0 or 300 .. 2000, or for times that are neither both 0 nor both 60 .. 5000 ms.
    bool listenFor(const HangupTone &tone);
    static bool canListenFor(const HangupTone &tone);
    bool listens() const { return cadences_ > 0; }
    /// What was heard is forgotten. After a seizure or a flash dial tone is the exchange's invitation, not a
    /// hang-up; `dialToneExpected` false: a call in was answered, so dial tone says that its caller had gone.
    void restart(bool dialToneExpected = true);

    /// 1 .. 80 samples. True once: in the third of the tone's cycles, or after 3 s of a continuous tone.
    bool process(const int16_t *samples, int count);

  private:
    void addCadence(uint16_t onMs, uint16_t offMs);
    bool levelIsRight() const;
    bool dialToneCounts() const;

    ProbeTable table_;
    ChordSet chords_;
    Cadence cadence_[3];
    int cadences_ = 0;
    float leastPower_ = 0, mostPower_ = 0;
    ToneProbe probe_;
    ToneSegments segments_;
    CadenceMatcher matcher_;
    bool dialToneExpected_ = true;
    uint64_t hops_ = 0; // since restart()
    bool heard_ = false;
};

} // namespace callbox::dsp
