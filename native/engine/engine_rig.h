// Two engines on one wire, as the box and its exchange: their threads, their clocks.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/test_folder.h"

namespace callbox::engine::testing {

struct EngineEnd {
    std::mutex mutex;
    std::condition_variable came;
    std::vector<Event> events;
    std::unique_ptr<Engine> engine;

    void open(const Config &config) {
        engine = Engine::open(
            config,
            [this](Event &&event) {
                const std::lock_guard<std::mutex> lock(mutex);
                if (told)
                    told(event);
                events.push_back(std::move(event));
                came.notify_all();
                return true;
            },
            [] {});
    }
    /// Takes the first event that fits, waiting for it if need be.
    Event next(
        Event::Kind kind,
        const std::function<bool(const Event &)> &fits = [](const Event &) { return true; }) {
        std::unique_lock<std::mutex> lock(mutex);
        std::vector<Event>::iterator found;
        REQUIRE(came.wait_for(lock, std::chrono::seconds(20), [&] {
            found = std::find_if(events.begin(), events.end(),
                                 [&](const Event &event) { return event.kind == kind && fits(event); });
            return found != events.end();
        }));
        Event event = *found;
        events.erase(found);
        return event;
    }
    Event next(Event::Kind kind, Seizure seizure) {
        return next(kind, [seizure](const Event &event) { return event.seizure == seizure; });
    }
    Command &command(Command::Kind kind, Seizure seizure) {
        built = Command{};
        built.kind = kind;
        built.seizure = seizure;
        return built;
    }
    void post() { engine->post(std::move(built)); }
    void simple(Command::Kind kind, Seizure seizure) {
        command(kind, seizure);
        post();
    }
    void dial(Seizure seizure) {
        Command &dial = command(Command::Kind::kDial, seizure);
        dial.span = 1;
        dial.calledNumber = "100";
        dial.callingNumber = "13800138000";
        post();
    }
    callbox::board::ChannelIndex line() const { return 30; } // the only one, after the bearers
    /// From now on each event is also told to `listener`, at once and by the thread that has it.
    void listen(std::function<void(const Event &)> listener) {
        const std::lock_guard<std::mutex> lock(mutex);
        told = std::move(listener);
    }
    Command built;

  private:
    std::function<void(const Event &)> told;
};

struct EngineWire {
    TestFolder folder;
    EngineEnd exchange, box;

    /// `adjust` has the last word on the configuration of each end.
    explicit EngineWire(const std::function<void(Config &, bool exchange)> &adjust = [](Config &, bool) {}) {
        Config config;
        config.wirePath = folder.file("wire.sock");
        config.lines = 1;
        config.wireBufferBlocks = 8;
        Config far = config;
        far.exchangeEnd = true;
        adjust(far, true);
        adjust(config, false);
        exchange.open(far);
        box.open(config);
        const auto up = [](const Event &event) { return event.dchannelUp; };
        exchange.next(Event::Kind::kSpan, up);
        box.next(Event::Kind::kSpan, up);
    }
};

} // namespace callbox::engine::testing
