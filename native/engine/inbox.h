// Hands whole batches from one thread to another under a mutex held for a few instructions.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/inheriting_mutex.h"

namespace callbox::engine {

/// Any number of threads push, one takes. The two lists change places, so nothing allocates once
/// they have grown. What was taken is destroyed by a pusher, not by the taker: the media thread
/// frees no memory.
template <class T> class Inbox {
  public:
    explicit Inbox(size_t reserve) {
        waiting_.reserve(reserve);
        spent_.reserve(reserve);
    }
    /// True if it was empty: the taker wants waking.
    bool push(T &&item) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        spent_.clear();
        const bool wasEmpty = waiting_.empty();
        waiting_.push_back(std::move(item));
        return wasEmpty;
    }
    /// As push, but refuses (false) when `limit` items wait already; then `item` is untouched.
    bool pushBelow(size_t limit, T &&item, bool &wasEmpty) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        if (waiting_.size() >= limit)
            return false;
        spent_.clear();
        wasEmpty = waiting_.empty();
        waiting_.push_back(std::move(item));
        return true;
    }
    /// `mine` holds what was taken the last time and comes back with what waits now; false if
    /// nothing does (`mine` is then as it was and has been dealt with already).
    bool take(std::vector<T> &mine) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        if (waiting_.empty())
            return false;
        spent_.swap(mine); // spent_ is empty: something was pushed since the last take
        mine.swap(waiting_);
        return true;
    }
    size_t size() {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        return waiting_.size();
    }

  private:
    InheritingMutex mutex_;
    std::vector<T> waiting_;
    std::vector<T> spent_;
};

} // namespace callbox::engine
