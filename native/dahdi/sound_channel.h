// The sound of one channel: a file of the driver, read and written a block at a time while it is in use.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "board/board.h"
#include "dahdi/dahdi_board.h"
#include "dahdi/driver_file.h"

namespace callbox::dahdi {

constexpr int kBlockSamples = board::kMaxBlockSamples;
constexpr size_t kMostSamples = size_t{kMaxBlocksAtOnce} * kBlockSamples;

/// Buffers for as many blocks as come at once, and enough of them for the reserve and a media thread that is
/// late. Throws std::runtime_error, naming `what`.
void setBuffers(const DriverFile &file, const Options &options, const std::string &what);

class SoundChannel {
  public:
    /// Throws std::runtime_error if it is in use elsewhere or configured for something else.
    SoundChannel(const Place &place, const std::string &name, const Options &options);

    enum class Got : uint8_t { kSound, kNothing, kEvents, kGone };

    // Media thread.
    void use(bool wanted);
    bool used() const { return used_; }
    /// As many blocks as come at once into heard(), or silence. kEvents: nothing can be read before they are
    /// taken. kNothing: the driver has no block yet; counts as lost once sound has begun.
    Got read();
    const uint8_t *heard() const { return heard_.data(); }
    uint8_t *toSay() { return toSay_.data(); }
    enum class Put : uint8_t { kSent, kEvents, kLost };
    /// Sends toSay() and makes it silence. kEvents: they must be taken first, then again; kLost: the driver
    /// had no room. With these toSay() is still what it was.
    Put write();
    void beSilent() { toSay_.fill(board::kAlawSilence); }
    /// Sound has come since use(true).
    bool begun() const { return begun_; }

    // Any thread.
    /// The driver has run out of what we send: the reserve is filled again by the next write.
    void refillReserve() { refill_.store(true, std::memory_order_relaxed); }
    /// The driver's next event, 0: none. -1: the card is gone.
    int takeEvent();
    /// What comes in goes out again and nothing of ours does.
    bool loop(bool on);
    bool setGain(double receiveDb, double sendDb);
    bool setEchoCanceller(int taps);
    const DriverFile &file() const { return file_; }

  private:
    void fillReserve();

    const size_t reserve_; // samples
    const size_t samples_; // at once
    DriverFile file_;
    bool used_ = false, begun_ = false, gone_ = false; // media thread
    std::atomic<bool> refill_{false}, looped_{false};
    std::array<uint8_t, kMostSamples> heard_{}, toSay_{};
};

} // namespace callbox::dahdi
