// One open engine and its way to JavaScript: events wait in a bounded list, and one wake-up of
// Node's thread takes all that have come.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <napi.h>

#include "engine/engine.h"

namespace callbox::binding {

class Session {
  public:
    /// onEvents(events, overflowed) is called on Node's thread. Throws std::exception as Engine::open.
    static std::shared_ptr<Session> open(Napi::Env env, const engine::Config &config,
                                         const Napi::Function &onEvents);
    ~Session();

    /// Null once closed.
    engine::Engine *engine() { return engine_.get(); }
    const std::vector<engine::ChannelState> &channelsAtOpen() const { return channelsAtOpen_; }
    /// Joins the engine's threads and delivers what they still said. Idempotent.
    void close(Napi::Env env);

  private:
    Session(int maxQueuedEvents) : maxQueuedEvents_(static_cast<size_t>(maxQueuedEvents)) {}
    static void onWake(Napi::Env env, Napi::Function, Session *session, void *);
    static void onEnvironmentGone(void *session);
    using Wake = Napi::TypedThreadSafeFunction<Session, void, &Session::onWake>;

    bool push(engine::Event &&event);         // any thread
    bool push(engine::DChannelFrame &&frame); // any thread
    void overflow();                          // any thread
    void wake();                              // any thread
    void drain(Napi::Env env);
    bool deliver(Napi::Env env); // false if there was nothing

    const size_t maxQueuedEvents_;
    std::unique_ptr<engine::Engine> engine_;
    std::vector<engine::ChannelState> channelsAtOpen_;
    Napi::FunctionReference onEvents_;
    Wake wake_;
    bool closed_ = false;                                 // Node's thread only
    bool draining_ = false;                               // Node's thread only
    std::vector<engine::Event> delivering_;               // Node's thread only
    std::vector<engine::DChannelFrame> deliveringFrames_; // Node's thread only

    std::mutex mutex_; // guards what follows
    std::vector<engine::Event> queue_;
    std::vector<engine::DChannelFrame> frames_;
    bool overflowed_ = false;
    bool wakePending_ = false;
};

} // namespace callbox::binding
