// Who hears whom: bridges of two and mixes of more, as call control named them. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/seizures.h"

namespace callbox::engine {

class Bridges {
  public:
    /// `quiet` ends a telephone's dial tone.
    using Quiet = std::function<void(board::ChannelIndex)>;
    Bridges(EventGate &gate, Seizures &seizures, MediaThread &media, Quiet quiet);

    /// False: one of the two has ended. The other leaves what it was in all the same, for nobody there
    /// is to hear it any more.
    bool bridge(const Command &command);
    /// False: no such bridge (any more).
    bool unbridge(uint32_t bridge);
    /// What cannot be a mix is told for each member, and nothing changes. A member that has ended is left
    /// out, for it may have hung up just now: the others must hear each other all the same. So is one without
    /// a channel as yet, and is told. False: one of them has ended.
    bool mix(const Command &command);
    /// False: no such mix (any more).
    bool unmix(uint32_t mix);
    /// Before media closes its channel, which takes it out of what it is in there.
    void onSeizureEnd(const Use &use);

  private:
    struct Bridge {
        board::ChannelIndex a = 0, b = 0;
    };
    struct Mix {
        uint32_t index = 0; // its number in media
        std::vector<board::ChannelIndex> members;
    };
    using Mixes = std::map<uint32_t, Mix>;

    const Use *living(Seizure seizure);
    void replace(uint32_t mix, const media::MixPlan &plan);
    Mixes::iterator mixOf(board::ChannelIndex channel);
    void leave(const Use &use);
    void part(board::ChannelIndex channel);
    void forget(Mixes::iterator mix);
    uint32_t takeIndex();
    void failed(Seizure seizure, std::string reason);

    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
    Quiet quiet_;
    std::map<uint32_t, Bridge> bridges_; // at most one for two channels
    Mixes mixes_;                        // none without members, so at most one a channel
    std::vector<uint32_t> freeIndexes_;
};

/// Why these cannot be a mix, for a technician; "" = they can.
std::string whyNoMix(const std::vector<MixMember> &members);

} // namespace callbox::engine
