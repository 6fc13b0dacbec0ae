package dev.lockstep.core.message;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one computer says of itself when it checks in.
 *
 * @param id the node's id
 * @param name the computer's name
 * @param platform its operating system and processor
 * @param components versions that are installed, by component
 * @param modules versions of the modules that are active, by name
 * @param receivesModules "receive external modules"
 * @param distributes "distribute updates on this computer"
 * @param deviations settings that differ from what is usual, as sentences
 * @param phase what the agent is doing
 * @param explanation why this computer is not current and what to do, in one sentence; or that it is current
 * @param lastCheck when it last checked successfully
 * @param lastProblem the last error
 * @param downstream the computers below it, if it is a relay
 * @param audit how far its audit log has come, so that the server notices if the end of it is cut off
 * @param health what is wrong with each component, or that nothing is; of none from a computer of an earlier version
 * @param sentences the explanation and the deviations as sentences, for other languages
 */
public record ComputerReport(
        String id,
        String name,
        String platform,
        SortedMap<String, Version> components,
        SortedMap<String, Version> modules,
        boolean receivesModules,
        boolean distributes,
        List<String> deviations,
        String phase,
        String explanation,
        Optional<Instant> lastCheck,
        Optional<Problem> lastProblem,
        List<ComputerReport> downstream,
        Optional<AuditHead> audit,
        SortedMap<String, Optional<Problem>> health,
        ReportSentences sentences) {
    /** Of a computer of an earlier version: it does not tell how its components are, and speaks English only. */
    public ComputerReport(
            String id,
            String name,
            String platform,
            SortedMap<String, Version> components,
            SortedMap<String, Version> modules,
            boolean receivesModules,
            boolean distributes,
            List<String> deviations,
            String phase,
            String explanation,
            Optional<Instant> lastCheck,
            Optional<Problem> lastProblem,
            List<ComputerReport> downstream,
            Optional<AuditHead> audit) {
        this(
                id,
                name,
                platform,
                components,
                modules,
                receivesModules,
                distributes,
                deviations,
                phase,
                explanation,
                lastCheck,
                lastProblem,
                downstream,
                audit,
                new TreeMap<>(),
                ReportSentences.NOTHING);
    }

    public ComputerReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(platform, "platform");
        components = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Version>) components));
        modules = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Version>) modules));
        deviations = List.copyOf(deviations);
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(lastCheck, "lastCheck");
        Objects.requireNonNull(lastProblem, "lastProblem");
        downstream = List.copyOf(downstream);
        Objects.requireNonNull(audit, "audit");
        health = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Optional<Problem>>) health));
        Objects.requireNonNull(sentences, "sentences");
    }

    /** The explanation in a language; that of an earlier version in English, as it was sent. */
    public String explanation(Locale language) {
        return sentences
                .explanation(language, explanation)
                .or(() -> lastProblem
                        .filter(problem -> problem.text(Locale.ENGLISH).equals(explanation))
                        .map(problem -> problem.text(language)))
                .orElse(explanation);
    }

    /** The explanation as a part of another sentence. */
    public Sentence explained() {
        return sentences
                .explanation()
                .filter(sentence -> sentence.text(Locale.ENGLISH).equals(explanation))
                .orElseGet(() -> Sentence.said(explanation));
    }

    /** The deviations in a language; those of an earlier version in English, as they were sent. */
    public List<String> deviations(Locale language) {
        return sentences.deviations(language, deviations);
    }

    /** The same report with another explanation. */
    public ComputerReport withExplanation(Sentence other) {
        return with(
                deviations,
                other.text(Locale.ENGLISH),
                lastProblem,
                downstream,
                audit,
                health,
                new ReportSentences(Optional.of(other), sentences.deviations()));
    }

    /** The same report with how far the audit log has come. */
    public ComputerReport withAudit(Optional<AuditHead> head) {
        return with(deviations, explanation, lastProblem, downstream, head, health, sentences);
    }

    /** The same report with how the components are. */
    public ComputerReport withHealth(SortedMap<String, Optional<Problem>> now) {
        return with(deviations, explanation, lastProblem, downstream, audit, now, sentences);
    }

    /** The same report with another deviation. */
    public ComputerReport withDeviation(Sentence deviation) {
        List<String> more = new ArrayList<>(deviations);
        more.add(deviation.text(Locale.ENGLISH));
        return with(
                more,
                explanation,
                lastProblem,
                downstream,
                audit,
                health,
                sentences.withDeviation(deviation, deviations.size()));
    }

    /** The same report with a problem that somebody else found in place of the computer's own. */
    public ComputerReport withProblem(Problem found) {
        return with(
                deviations,
                found.text(Locale.ENGLISH),
                Optional.of(found),
                downstream,
                audit,
                health,
                new ReportSentences(Optional.of(found.sentence()), sentences.deviations()));
    }

    /** The same report with other reports of the computers below. */
    public ComputerReport withDownstream(List<ComputerReport> others) {
        return with(deviations, explanation, lastProblem, others, audit, health, sentences);
    }

    /** The same report with its sentences for other languages than English. */
    public ComputerReport withSentences(ReportSentences sentences) {
        return with(deviations, explanation, lastProblem, downstream, audit, health, sentences);
    }

    private ComputerReport with(
            List<String> deviating,
            String words,
            Optional<Problem> problem,
            List<ComputerReport> below,
            Optional<AuditHead> head,
            SortedMap<String, Optional<Problem>> ofComponents,
            ReportSentences sentences) {
        return new ComputerReport(
                id,
                name,
                platform,
                components,
                modules,
                receivesModules,
                distributes,
                deviating,
                phase,
                words,
                lastCheck,
                problem,
                below,
                head,
                ofComponents,
                sentences);
    }
}
