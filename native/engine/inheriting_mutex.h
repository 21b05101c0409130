// A mutex between the media thread and the others. Whoever holds it while the media thread waits runs with
// the media thread's priority: without that, an ordinary thread that a busy machine has just put aside would
// hold up the sound of every channel (POSIX PTHREAD_PRIO_INHERIT).
#pragma once

#include <pthread.h>

#include <stdexcept>

namespace callbox::engine {

/// As std::mutex; for std::lock_guard, std::unique_lock and std::condition_variable_any.
class InheritingMutex {
  public:
    InheritingMutex() {
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
        const int error = pthread_mutex_init(&mutex_, &attributes);
        pthread_mutexattr_destroy(&attributes);
        if (error != 0)
            throw std::runtime_error("no mutex that inherits priority: the kernel lacks futex PI");
    }
    ~InheritingMutex() { pthread_mutex_destroy(&mutex_); }
    InheritingMutex(const InheritingMutex &) = delete;
    InheritingMutex &operator=(const InheritingMutex &) = delete;

    void lock() { pthread_mutex_lock(&mutex_); }
    void unlock() { pthread_mutex_unlock(&mutex_); }
    bool try_lock() { return pthread_mutex_trylock(&mutex_) == 0; }

  private:
    pthread_mutex_t mutex_;
};

} // namespace callbox::engine
