// What an analog line of a country does beyond its tones: how long a flash is, how caller ID is told.
#pragma once

#include <cstdint>

namespace callbox::analog {

/// A short on-hook of a telephone in a call is a flash if it lasts minMs .. maxMs; shorter is a contact
/// that bounced, longer a hang-up.
struct FlashWindow {
    uint16_t minMs = 80;
    uint16_t maxMs = 450;
};

/// How a number is told to a telephone on the hook.
enum class CallerIdSending : uint8_t {
    kNone,
    kFskBell202, // 1200/2200 Hz after the first ring: Telcordia GR-30-CORE
    kFskV23,     // 1300/2100 Hz after the first ring: ETSI EN 300 659-1 §6.1.1
    kDtmf,       // before the first ring: ETSI EN 300 659-1 annex B
};

/// What stands around a number sent in DTMF. Each is one of 0-9 A-D * #, or 0 = nothing stands there
/// (the number then ends with a pause). Exchanges differ, so a line's own may be set.
struct DtmfCodes {
    char start = 'D';
    char stop = 'C';
};

struct LineProfile {
    FlashWindow flash;
    CallerIdSending callerId = CallerIdSending::kFskBell202;
    DtmfCodes dtmf;
    /// FXS: battery is reversed while a call is answered, so that a PBX behind it knows (反极).
    bool polarityAtAnswer = false;
};

/// The country's: "cn", "us", "gb" or "de"; for any other text, also null, that of "cn".
///
/// Flash: cn takes what Chinese telephones send, 100 ms and 300 ms keys and a tapped hook (china.md names no
/// standard; gateways sold there allow up to 550 ms, unverified), but no more than 450 ms: a hang-up is to be
/// known within half a second; us ANSI/TIA-470.110 (300 ..
/// 1000 ms); gb and de ETSI ES 201 729 timed break recall, with room for older telephones.
LineProfile lineProfile(const char *country);

} // namespace callbox::analog
