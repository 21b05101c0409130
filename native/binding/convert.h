// Plain data of the engine from and to JavaScript; the shapes are those of daemon/lines/lines.ts,
// but for alarm bits and the D-channel's flag, which the driver puts into names.
#pragma once

#include <napi.h>

#include "engine/engine.h"

namespace callbox::binding {

/// Limits at this entry. What comes from our own call control never meets them.
constexpr uint32_t kMaxNumberDigits = 20; // as isdn::kMaxNumberDigits
constexpr uint32_t kMaxSendDigits = 64;   // 10 s of DTMF
constexpr uint32_t kMaxSources = 64;      // as media::kMaxPlayItems
constexpr uint32_t kMaxSourceMs = 3'600'000;
constexpr uint32_t kMaxTalkOctets = 3200; // 400 ms, all that is kept
constexpr uint32_t kMaxPathOctets = 4095; // PATH_MAX less the NUL
constexpr uint32_t kMaxSpan = 8;
constexpr uint32_t kMaxCause = 127; // ITU-T Q.850 table 1
constexpr uint32_t kMaxNameOctets = 80;
constexpr uint32_t kMaxToneMs = 10'000;
constexpr double kMaxGainDb = 24;
constexpr uint32_t kMaxEchoTaps = 1024; // 128 ms

engine::Config configFrom(const Napi::Value &value);
engine::Command commandFrom(const Napi::Value &value);
/// `on` false: only what names the fault is read.
virtualboard::Fault faultFrom(const Napi::Value &value, bool on);

Napi::Object toJs(Napi::Env env, const engine::Event &event);
Napi::Object toJs(Napi::Env env, const engine::DChannelFrame &frame);
Napi::Object toJs(Napi::Env env, const board::Channel &channel, uint32_t index);
Napi::Object snapshotToJs(Napi::Env env, const std::vector<engine::ChannelState> &rows);
Napi::Object toJs(Napi::Env env, const engine::Meters &meters);
Napi::Object toJs(Napi::Env env, const engine::CallerIdRecord &record);
Napi::Array toJs(Napi::Env env, const std::vector<media::ScopeFrame> &frames);

} // namespace callbox::binding
