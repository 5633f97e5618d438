using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>
/// Hashes the canonical form of a plan: a version byte, then every step in order and the import rule that it keeps, little-endian numbers, length-prefixed UTF-8.
/// </summary>
internal sealed class PlanHash : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static string Compute(SyncPlan plan)
    {
        using var hash = new PlanHash();
        hash.Number(1);
        foreach (var step in plan.Groups)
            hash.Add(step);
        foreach (var step in plan.Users)
            hash.Add(step);
        foreach (var change in plan.Memberships)
            hash.Add(change);
        foreach (var step in plan.Exceptions)
            hash.Add(step);
        if (plan.NewImportRule is { } rule)
            hash.Add(rule);
        return Convert.ToHexStringLower(hash._sha.GetHashAndReset());
    }

    public void Dispose() => _sha.Dispose();

    private void Add(GroupStep step)
    {
        switch (step)
        {
            case GroupStep.Create(var group, var name, var purpose):
                Numbers(10, group).Text(name).Text(purpose);
                break;
            case GroupStep.Link(var group, var directoryKey, var id, var cause):
                Numbers(11, group, directoryKey, (int)cause).Text(id.ToString());
                break;
            case GroupStep.Unlink(var group):
                Numbers(12, group);
                break;
            case GroupStep.ChangeState(var group, var from, var to, var until):
                Numbers(13, group, (int)from, (int)to);
                if (until is { } instant)
                    Text(instant.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
                break;
            case GroupStep.Configure(var group, var before, var after):
                Numbers(16, group).Settings(before).Settings(after);
                break;
            case GroupStep.Describe(var group, var before, var after):
                Numbers(120, group).Attributes(before).Attributes(after);
                break;
            case GroupStep.Nest(var group, var child):
                Numbers(118, group, child);
                break;
            case GroupStep.Unnest(var group, var child, var evidence):
                Numbers(119, group, child, (int)evidence);
                break;
            case GroupStep.Rename(var group, var from, var to):
                Numbers(14, group).Text(from).Text(to);
                break;
            case GroupStep.Retire(var group):
                Numbers(15, group);
                break;
        }
    }

    private void Add(UserStep step)
    {
        switch (step)
        {
            case UserStep.Create(var user, var directoryKey, var id, var attributes, var reason):
                Numbers(20, user, directoryKey, (int)reason).Text(id.ToString()).Attributes(attributes);
                break;
            case UserStep.Update(var user, var before, var after):
                Numbers(21, user).Attributes(before).Attributes(after);
                break;
            case UserStep.Suspend(var user, var cause, var evidence):
                Numbers(22, user, (int)cause, (int)evidence);
                break;
            case UserStep.Reactivate(var user, var reason):
                Numbers(23, user, (int)reason);
                break;
            case UserStep.CreateLocal(var user, var attributes):
                Numbers(24, user).Attributes(attributes);
                break;
            case UserStep.Adopt(var user, var directoryKey, var id, var by):
                Numbers(25, user, directoryKey, (int)by).Text(id.ToString());
                break;
            case UserStep.KeepApart(var user):
                Numbers(26, user);
                break;
        }
    }

    private void Add(MembershipChange change)
    {
        Numbers(30, change.Group, (int)change.Relation, (int)change.Origin, change.Additions.Length, change.Removals.Length);
        _sha.AppendData(MemoryMarshal.AsBytes(change.Additions.AsSpan()));
        foreach (var removal in change.Removals)
            Numbers(removal.User, (int)removal.Cause, (int)removal.Evidence);
    }

    private void Add(ExceptionStep step)
    {
        switch (step)
        {
            case ExceptionStep.Begin(var exception):
                Numbers(40).Exception(exception);
                break;
            case ExceptionStep.Extend(var exception, var until):
                Numbers(41).Exception(exception).Instant(until);
                break;
            case ExceptionStep.End(var exception, var cause, var reason):
                Numbers(42, (int)cause).Exception(exception).Text(reason);
                break;
        }
    }

    private void Add(ImportRule rule)
    {
        (int kind, IReadOnlyList<ObjectId> named) = rule switch
        {
            ImportRule.Everyone => (50, []),
            ImportRule.MembersOf(var groups) => (51, groups),
            ImportRule.Where => (52, []),
            ImportRule.HandPicked(var users) => (53, users),
            _ => throw new ArgumentException($"{rule.GetType().Name} is not an import rule that has a hash.", nameof(rule)),
        };
        Numbers(kind, named.Count).Text(rule.Condition?.ToString());
        foreach (var id in named)
            Text(id.ToString());
    }

    private PlanHash Exception(MembershipException exception) =>
        Text(exception.Id.ToString(CultureInfo.InvariantCulture))
            .Numbers(exception.Group, exception.User, (int)exception.Relation, (int)exception.Kind)
            .Text(exception.Reason)
            .Text(exception.Author)
            .Instant(exception.From)
            .Instant(exception.Until);

    private PlanHash Instant(DateTimeOffset? instant) => Text(instant?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    private PlanHash Attributes(UserAttributes attributes)
    {
        Text(attributes.UserPrincipalName)
            .Text(attributes.DisplayName)
            .Text(attributes.Mail)
            .Text(attributes.GivenName)
            .Text(attributes.Surname)
            .Text(attributes.Department)
            .Text(attributes.JobTitle)
            .Text(attributes.OfficeLocation)
            .Text(attributes.EmployeeId)
            .Text(attributes.UserType);
        // Nothing for none, so that a plan of before there were custom attributes keeps its hash.
        if (attributes.Custom.Count > 0)
            Number(-attributes.Custom.Count - 1);
        foreach (var (name, value) in attributes.Custom)
            Text(name).Text(value);
        return this;
    }

    private PlanHash Attributes(ValueList<KeyValuePair<string, string>> attributes)
    {
        Number(attributes.Count);
        foreach (var (name, value) in attributes)
            Text(name).Text(value);
        return this;
    }

    private PlanHash Settings(GroupSettings settings)
    {
        foreach (var (path, value) in Configuration.Settings.OfGroup.ToValues(settings))
            Text(path).Text(value);
        return Text(null);
    }

    private PlanHash Numbers(params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
            Number(value);
        return this;
    }

    private void Number(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _sha.AppendData(bytes);
    }

    private PlanHash Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return this;
        }
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(bytes.Length);
        _sha.AppendData(bytes);
        return this;
    }
}
