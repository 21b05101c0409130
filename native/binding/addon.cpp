// callbox.node: open(config, onEvents) → { channels, post, inject, clearFaults, snapshot, meters, callerId,
// scope, scopeFrames, close }.
#include <napi.h>

#include <cmath>
#include <new>
#include <stdexcept>

#include "binding/convert.h"
#include "binding/session.h"

namespace callbox::binding {

namespace {

using SessionPtr = std::shared_ptr<Session>;

engine::Engine &liveEngine(Napi::Env env, const SessionPtr &session) {
    if (session->engine() == nullptr)
        throw Napi::Error::New(env, "the lines are closed");
    return *session->engine();
}

/// post(command): false once closed. TypeError, RangeError for a command that cannot be right.
Napi::Value post(const Napi::CallbackInfo &info, const SessionPtr &session) {
    engine::Command command = commandFrom(info[0]); // may run getters, so before the engine is asked for
    if (session->engine() == nullptr)
        return Napi::Boolean::New(info.Env(), false);
    session->engine()->post(std::move(command));
    return Napi::Boolean::New(info.Env(), true);
}

/// What the virtual wire refuses: RangeError for a fault that cannot be, Error at the box end or once closed.
template <class Do> Napi::Value onWire(Napi::Env env, const SessionPtr &session, Do what) {
    engine::Engine &engine = liveEngine(env, session);
    try {
        return what(engine);
    } catch (const std::invalid_argument &error) {
        throw Napi::RangeError::New(env, error.what());
    } catch (const std::logic_error &error) {
        throw Napi::Error::New(env, error.what());
    }
}

/// inject(fault, on): bits turned so far on that span in that direction.
Napi::Value inject(const Napi::CallbackInfo &info, const SessionPtr &session) {
    const Napi::Env env = info.Env();
    if (!info[1].IsBoolean())
        throw Napi::TypeError::New(env, "inject: the second argument must be true or false");
    const bool on = info[1].As<Napi::Boolean>().Value();
    const virtualboard::Fault fault = faultFrom(info[0], on);
    return onWire(env, session, [&](engine::Engine &engine) {
        return Napi::Number::New(env, static_cast<double>(engine.inject(fault, on)));
    });
}

Napi::Value clearFaults(const Napi::CallbackInfo &info, const SessionPtr &session) {
    return onWire(info.Env(), session, [&](engine::Engine &engine) {
        engine.clearFaults();
        return info.Env().Undefined();
    });
}

/// The argument that names a channel: TypeError, RangeError if there is none such.
board::ChannelIndex channelFrom(const Napi::CallbackInfo &info, const SessionPtr &session) {
    const Napi::Env env = info.Env();
    if (!info[0].IsNumber())
        throw Napi::TypeError::New(env, "channel must be a number");
    const double channel = info[0].As<Napi::Number>().DoubleValue();
    const auto count = static_cast<double>(session->channelsAtOpen().size());
    if (!(channel >= 0 && channel < count) || channel != std::floor(channel))
        throw Napi::RangeError::New(env, "there is no such channel");
    return static_cast<board::ChannelIndex>(channel);
}

/// scope(channel, on): false if too many are looked at already.
Napi::Value scope(const Napi::CallbackInfo &info, const SessionPtr &session) {
    const board::ChannelIndex channel = channelFrom(info, session);
    if (!info[1].IsBoolean())
        throw Napi::TypeError::New(info.Env(), "scope: the second argument must be true or false");
    const bool on = info[1].As<Napi::Boolean>().Value();
    return Napi::Boolean::New(info.Env(), liveEngine(info.Env(), session).scope(channel, on));
}

/// scopeFrames(channel, afterSample)
Napi::Value scopeFrames(const Napi::CallbackInfo &info, const SessionPtr &session) {
    const board::ChannelIndex channel = channelFrom(info, session);
    const double after = info[1].IsNumber() ? info[1].As<Napi::Number>().DoubleValue() : -1;
    if (!(after >= 0 && after <= 9007199254740991.0)) // Number.MAX_SAFE_INTEGER
        throw Napi::RangeError::New(info.Env(), "scopeFrames: the second argument must be a sample's number");
    return toJs(info.Env(),
                liveEngine(info.Env(), session).scopeFrames(channel, static_cast<uint64_t>(after)));
}

Napi::Array channelsToJs(Napi::Env env, const SessionPtr &session) {
    const std::vector<engine::ChannelState> &rows = session->channelsAtOpen();
    Napi::Array channels = Napi::Array::New(env, rows.size());
    for (uint32_t index = 0; index < rows.size(); index++)
        channels.Set(index, toJs(env, rows[index].channel, index));
    return channels;
}

Napi::Object handleOf(Napi::Env env, const SessionPtr &session) {
    Napi::Object handle = Napi::Object::New(env);
    handle.Set("channels", channelsToJs(env, session));
    handle.Set("post", Napi::Function::New(
                           env, [session](const Napi::CallbackInfo &info) { return post(info, session); }));
    handle.Set("inject", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   return inject(info, session);
               }));
    handle.Set("clearFaults", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   return clearFaults(info, session);
               }));
    handle.Set("snapshot", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   return snapshotToJs(info.Env(), liveEngine(info.Env(), session).snapshot());
               }));
    handle.Set("meters", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   return toJs(info.Env(), liveEngine(info.Env(), session).meters());
               }));
    handle.Set("callerId", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   const board::ChannelIndex channel = channelFrom(info, session);
                   return toJs(info.Env(), liveEngine(info.Env(), session).callerId(channel));
               }));
    handle.Set("scope", Napi::Function::New(
                            env, [session](const Napi::CallbackInfo &info) { return scope(info, session); }));
    handle.Set("scopeFrames", Napi::Function::New(env, [session](const Napi::CallbackInfo &info) {
                   return scopeFrames(info, session);
               }));
    handle.Set("close", Napi::Function::New(
                            env, [session](const Napi::CallbackInfo &info) { session->close(info.Env()); }));
    return handle;
}

Napi::Value open(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const engine::Config config = configFrom(info[0]);
    if (!info[1].IsFunction())
        throw Napi::TypeError::New(env, "open: the second argument must be a function (events, overflowed)");
    try {
        return handleOf(env, Session::open(env, config, info[1].As<Napi::Function>()));
    } catch (const Napi::Error &) {
        throw;
    } catch (const std::invalid_argument &error) {
        throw Napi::RangeError::New(env, error.what());
    } catch (const std::exception &error) {
        throw Napi::Error::New(env, error.what());
    }
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    exports.Set("open", Napi::Function::New(env, open, "open"));
    return exports;
}

} // namespace

NODE_API_MODULE(callbox, init)

} // namespace callbox::binding
