#include "binding/session.h"

#include "binding/convert.h"

namespace callbox::binding {

namespace {

constexpr size_t kMaxQueuedFrames = 4'096; // 1 MB at most, and some seconds of the busiest hour

} // namespace

std::shared_ptr<Session> Session::open(Napi::Env env, const engine::Config &config,
                                       const Napi::Function &onEvents) {
    // Freed by the last holder: JavaScript's handle or the wake-up's finalizer.
    std::shared_ptr<Session> session(new Session(config.maxQueuedEvents));
    session->onEvents_ = Napi::Persistent(onEvents);
    auto *kept = new std::shared_ptr<Session>(session);
    // At most one wake-up waits and one runs (wakePending_), so two places are enough.
    session->wake_ = Wake::New(
        env, "callbox events", 2, 1, session.get(),
        [](Napi::Env, std::shared_ptr<Session> *last, Session *) { delete last; }, kept);
    Session *raw = session.get();
    try {
        session->engine_ = engine::Engine::open(
            config, [raw](engine::Event &&event) { return raw->push(std::move(event)); },
            [raw] { raw->overflow(); },
            [raw](engine::DChannelFrame &&frame) { return raw->push(std::move(frame)); });
    } catch (...) {
        session->closed_ = true;
        session->wake_.Release();
        throw;
    }
    session->channelsAtOpen_ = session->engine_->snapshot();
    // Registered after the wake-up's own hook, so run before it: no thread of ours outlives it.
    napi_add_env_cleanup_hook(env, &Session::onEnvironmentGone, raw);
    return session;
}

Session::~Session() {
    // The environment may be gone by now; its references went with it.
    if (!closed_)
        onEvents_.SuppressDestruct();
}

void Session::close(Napi::Env env) {
    if (closed_)
        return;
    closed_ = true;
    napi_remove_env_cleanup_hook(env, &Session::onEnvironmentGone, this);
    engine_.reset();
    wake_.Release();
    drain(env);
}

void Session::onEnvironmentGone(void *session) {
    static_cast<Session *>(session)->engine_.reset(); // nothing can be told to JavaScript any more
}

bool Session::push(engine::Event &&event) {
    const bool isAudio = event.kind == engine::Event::Kind::kAudio;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        // Audio is a convenience: it never fills the half that signalling may need.
        if (queue_.size() >= (isAudio ? maxQueuedEvents_ / 2 : maxQueuedEvents_))
            return false;
        queue_.push_back(std::move(event));
        if (wakePending_)
            return true;
        wakePending_ = true;
    }
    wake();
    return true;
}

bool Session::push(engine::DChannelFrame &&frame) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (frames_.size() >= kMaxQueuedFrames) // theirs alone: events have their own room
            return false;
        frames_.push_back(std::move(frame));
        if (wakePending_)
            return true;
        wakePending_ = true;
    }
    wake();
    return true;
}

void Session::overflow() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        overflowed_ = true;
        if (wakePending_)
            return;
        wakePending_ = true;
    }
    wake();
}

void Session::wake() {
    if (wake_.NonBlockingCall() == napi_ok)
        return;
    const std::lock_guard<std::mutex> lock(mutex_);
    wakePending_ = false;
}

void Session::onWake(Napi::Env env, Napi::Function, Session *session, void *) {
    if (env == nullptr || session == nullptr) // the environment is being torn down
        return;
    session->drain(env);
}

void Session::drain(Napi::Env env) {
    if (draining_) // called from within a delivery, whose own loop goes on with it
        return;
    draining_ = true;
    try {
        while (deliver(env) && closed_) { // after a close nobody wakes us again: take all
        }
    } catch (...) {
        draining_ = false;
        throw;
    }
    draining_ = false;
}

bool Session::deliver(Napi::Env env) {
    bool overflowed = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        wakePending_ = false;
        delivering_.clear(); // the two lists change places, so neither allocates for long
        delivering_.swap(queue_);
        deliveringFrames_.clear();
        deliveringFrames_.swap(frames_);
        std::swap(overflowed, overflowed_);
    }
    if (delivering_.empty() && deliveringFrames_.empty() && !overflowed)
        return false;
    Napi::HandleScope scope(env);
    Napi::Array batch = Napi::Array::New(env, delivering_.size());
    for (uint32_t index = 0; index < delivering_.size(); index++)
        batch.Set(index, toJs(env, delivering_[index]));
    if (deliveringFrames_.empty()) {
        onEvents_.Call({batch, Napi::Boolean::New(env, overflowed)});
        return true;
    }
    Napi::Array frames = Napi::Array::New(env, deliveringFrames_.size());
    for (uint32_t index = 0; index < deliveringFrames_.size(); index++)
        frames.Set(index, toJs(env, deliveringFrames_[index]));
    onEvents_.Call({batch, Napi::Boolean::New(env, overflowed), frames});
    return true;
}

} // namespace callbox::binding
