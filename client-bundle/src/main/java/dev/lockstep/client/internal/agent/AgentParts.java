package dev.lockstep.client.internal.agent;

import java.util.List;
import java.util.function.Supplier;

/** What the agent consists of. */
record AgentParts(
        Question question,
        Inventory inventory,
        Updating updating,
        Switch switching,
        Ledger ledger,
        LastCheck lastCheck,
        DistributionDuty distribution,
        ModulesDuty modules,
        StartUp startUp,
        Unneeded unneeded,
        Supplier<String> sourceName,
        Supplier<List<String>> warnings) {}
