using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Storage.Connections;
using Muster.Storage.Packing;

namespace Muster.Storage.Runs;

/// <summary>A plan as bytes: numbers of variable length, keys as gaps, so that a million steps take a few megabytes.</summary>
internal static class PlanCodec
{
    private const byte Format = 2;

    /// <summary>Of before there were exceptions; a plan may have been held since then.</summary>
    private const byte WithoutExceptions = 1;

    public static byte[] Encode(SyncPlan plan)
    {
        var writer = new ByteWriter();
        writer.Number(Format);
        WriteBasis(writer, plan.Basis);
        writer.Number(plan.CoversAll ? 1 : 0);
        writer.Text(plan.NewImportRule is { } rule ? ImportRuleCodec.Encode(rule) : null);
        writer.Number(plan.RemovalsKeptBack);
        WriteAll(writer, plan.Groups, PlanSteps.Write);
        WriteAll(writer, plan.Users, PlanSteps.Write);
        WriteAll(writer, plan.Memberships, PlanSteps.Write);
        WriteAll(writer, plan.Problems, WriteProblem);
        WriteAll(writer, plan.Exceptions, ExceptionSteps.Write);
        return writer.ToArray();
    }

    /// <exception cref="StoredDataException">The bytes are not a plan.</exception>
    public static SyncPlan Decode(ReadOnlySpan<byte> bytes, long id)
    {
        var reader = new ByteReader(bytes);
        try
        {
            var format = reader.Number();
            if (format is not (Format or WithoutExceptions))
                throw Differs(id);
            var basis = ReadBasis(ref reader);
            var coversAll = reader.Int() == 1;
            var rule = reader.Text();
            var keptBack = reader.Int();
            var plan = new SyncPlan
            {
                Basis = basis,
                CoversAll = coversAll,
                NewImportRule = rule is null ? null : ImportRuleCodec.Decode(rule),
                RemovalsKeptBack = keptBack,
                Groups = ReadAll(ref reader, PlanSteps.ReadGroupStep),
                Users = ReadAll(ref reader, PlanSteps.ReadUserStep),
                Memberships = ReadAll(ref reader, PlanSteps.ReadMembershipChange),
                Problems = ReadAll(ref reader, ReadProblem),
                Exceptions = format == WithoutExceptions ? [] : ReadAll(ref reader, ExceptionSteps.Read),
            };
            return reader.AtEnd ? plan : throw Differs(id);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw Differs(id);
        }
    }

    public static StoredDataException Differs(long id) =>
        new($"The stored steps of plan {id} are not those that were planned. It cannot be applied; discard it and sync again.");

    private delegate T Read<T>(ref ByteReader reader);

    private static void WriteAll<T>(ByteWriter writer, ImmutableArray<T> items, Action<ByteWriter, T> write)
    {
        writer.Number(items.Length);
        foreach (var item in items)
            write(writer, item);
    }

    private static ImmutableArray<T> ReadAll<T>(ref ByteReader reader, Read<T> read)
    {
        var count = reader.Int();
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < count; i++)
            items.Add(read(ref reader));
        return items.DrainToImmutable();
    }

    private static void WriteBasis(ByteWriter writer, PlanBasis basis)
    {
        writer.Number(basis.Revision);
        writer.Number(basis.ConfigurationVersion);
        writer.Number(basis.Read.MirrorVersion);
        foreach (var stream in (ReadOnlySpan<StreamCertificate>)[basis.Read.Users, basis.Read.Groups])
        {
            writer.Number((stream.Complete ? 1 : 0) + (stream.InFull ? 2 : 0));
            writer.Number(stream.PresentBefore);
            writer.Number(stream.PresentAfter);
            writer.Number(stream.Missing);
        }
    }

    private static PlanBasis ReadBasis(ref ByteReader reader)
    {
        var revision = reader.Number();
        var configuration = reader.Number();
        var mirror = reader.Number();
        var users = ReadStream(ref reader);
        var groups = ReadStream(ref reader);
        return new PlanBasis(revision, new ReadCertificate(users, groups, mirror), configuration);
    }

    private static StreamCertificate ReadStream(ref ByteReader reader)
    {
        var flags = reader.Number();
        var before = reader.Int();
        var after = reader.Int();
        return new StreamCertificate((flags & 1) != 0, (flags & 2) != 0, before, after, reader.Int());
    }

    private static void WriteProblem(ByteWriter writer, PlanProblem problem)
    {
        writer.Text(problem.Code);
        writer.Text(problem.Subject);
        writer.Text(problem.Message);
        writer.Number(problem.Candidates.Count);
        foreach (var candidate in problem.Candidates)
            writer.Text(candidate);
    }

    private static PlanProblem ReadProblem(ref ByteReader reader)
    {
        var code = reader.Text() ?? "";
        var subject = reader.Text() ?? "";
        var message = reader.Text() ?? "";
        var candidates = new List<string>();
        for (var left = reader.Int(); left > 0; left--)
            candidates.Add(reader.Text() ?? "");
        return new PlanProblem(code, subject, message, candidates);
    }
}
