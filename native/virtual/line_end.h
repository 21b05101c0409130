// One analog line at one end of the wire: what it commands, hears and how it sounds. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "board/board.h"
#include "virtual/fault.h"

namespace callbox::virtualboard {

/// The states of a line that one end commands or the other is told.
struct LineLevels {
    bool offHook = false, ringing = false, reversed = false, noBattery = false;
    /// False: the signal is no state.
    bool set(board::LineSignal signal);
};

class LineEnd {
  public:
    LineEnd(bool isFxo, size_t blockSamples, uint64_t seed);

    void command(board::LineSignal signal) { commanded_.set(signal); }
    void hear(board::LineSignal signal) { heard_.set(signal); }
    void setConnected(bool connected);
    /// What the far end is to be told now.
    LineLevels toTell() const;
    /// What this end's card reports now.
    LineLevels toReport() const;
    /// Whether a flash crosses.
    bool passesFlash(Fault::Direction direction) const { return !cut_ && !way(direction).stuck; }
    bool unsent = false; // the far end has not been told everything

    /// `fault` has been checked.
    void inject(const Fault &fault);
    void clear(Fault::Kind kind, Fault::Direction direction);
    void clearAll();

    /// Whether the next two have anything to do.
    bool shapesSound() const { return cut_ || way(Fault::Direction::kSend).noisy() || hearsNoise(); }
    void shapeReceived(uint8_t *sound);
    /// `received`: this block as shapeReceived left it.
    void shapeSent(uint8_t *sound, const uint8_t *received);

  private:
    struct Way { // one direction
        bool stuck = false;
        LineLevels stuckAt;
        double noiseRms = 0, humAmplitude = 0, echoGain = 0; // 16-bit steps; 0: none
        size_t echoDelay = 0;                                // samples
        std::vector<int16_t> echoOf;                         // ring: what went the other way
        size_t newest = 0;                                   // where the next sample of it goes
        uint32_t humSample = 0;
        bool noisy() const { return noiseRms != 0 || humAmplitude != 0 || echoGain != 0; }
    };
    Way &way(Fault::Direction direction) { return ways_[direction == Fault::Direction::kSend ? 0 : 1]; }
    const Way &way(Fault::Direction direction) const {
        return ways_[direction == Fault::Direction::kSend ? 0 : 1];
    }
    bool hearsNoise() const { return way(Fault::Direction::kReceive).noisy(); }
    void addTo(uint8_t *sound, Way &way);
    void keep(Way &way, const uint8_t *sound);

    const bool isFxo_;
    const size_t blockSamples_;
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_;
    LineLevels commanded_, heard_;
    bool connected_ = false, cut_ = false;
    Way ways_[2]; // what this end sends, what it receives
};

} // namespace callbox::virtualboard
