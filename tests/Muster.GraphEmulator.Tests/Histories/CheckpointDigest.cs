using System.Security.Cryptography;
using System.Text;
using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tests.Histories;

/// <summary>The digests and counts of a directory as <c>muster-directory-history/1</c> defines them.</summary>
internal static class CheckpointDigest
{
    public static Checkpoint Of(StrictDirectory directory, long seq)
    {
        var effective = directory
            .Groups.Keys.SelectMany(group => directory.Effective(group).Select(user => $"E\t{group}\t{user}"))
            .ToList();
        var kinds = directory.Members.Values.SelectMany(members => members.Values).ToList();
        return new(
            seq,
            Digest(State(directory)),
            Digest(effective),
            new(
                directory.Users.Count,
                directory.Users.Values.Count(user => user["accountEnabled"] is true),
                directory.Groups.Count,
                kinds.Count(kind => kind == MemberKind.User),
                kinds.Count(kind => kind == MemberKind.Group),
                directory.Owners.Values.Sum(owners => owners.Count),
                effective.Count
            )
        );
    }

    private static IEnumerable<string> State(StrictDirectory directory)
    {
        foreach (var (id, user) in directory.Users)
        {
            var enabled = user["accountEnabled"] is true ? 1 : 0;
            yield return $"U\t{id}\t{user["userPrincipalName"]}\t{user["displayName"]}\t{user["mail"]}\t{user["userType"]}\t{enabled}";
        }

        foreach (var (id, group) in directory.Groups)
        {
            yield return $"G\t{id}\t{group["displayName"]}\t{group["mail"]}\t{group["description"]}";
        }

        foreach (var (group, members) in directory.Members)
        {
            foreach (var (member, kind) in members)
            {
                yield return $"M\t{group}\t{(kind == MemberKind.User ? "user" : "group")}\t{member}";
            }
        }

        foreach (var (group, owners) in directory.Owners)
        {
            foreach (var owner in owners)
            {
                yield return $"O\t{group}\t{owner}";
            }
        }
    }

    private static string Digest(IEnumerable<string> lines)
    {
        var sorted = lines.Select(Encoding.UTF8.GetBytes).ToArray();
        Array.Sort(sorted, (left, right) => left.AsSpan().SequenceCompareTo(right));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in sorted)
        {
            hash.AppendData(line);
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
