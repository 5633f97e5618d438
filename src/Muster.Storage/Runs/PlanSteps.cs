using System.Collections.Immutable;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Storage.Configuration;
using Muster.Storage.Packing;
using Muster.Storage.Platform;

namespace Muster.Storage.Runs;

/// <summary>The single steps of a plan as bytes. The numbers of the kinds are stored and must not change.</summary>
internal static class PlanSteps
{
    public static void Write(ByteWriter writer, GroupStep step)
    {
        switch (step)
        {
            case GroupStep.Create(var group, var name, var purpose):
                Numbers(writer, 1, group);
                writer.Text(name);
                writer.Text(purpose);
                break;
            case GroupStep.Link(var group, var directoryKey, var id, var cause):
                Numbers(writer, 2, group, directoryKey, (int)cause);
                writer.Id(id.Value);
                break;
            case GroupStep.Unlink(var group):
                Numbers(writer, 3, group);
                break;
            case GroupStep.ChangeState(var group, var from, var to, null):
                Numbers(writer, 4, group, (int)from, (int)to);
                break;
            case GroupStep.ChangeState(var group, var from, var to, { } until):
                Numbers(writer, 7, group, (int)from, (int)to);
                writer.Number(until.ToUnixTimeMilliseconds());
                break;
            case GroupStep.Configure(var group, var before, var after):
                Numbers(writer, 8, group);
                writer.Text(FlatJson.Encode(Settings.OfGroup.ToValues(before)));
                writer.Text(FlatJson.Encode(Settings.OfGroup.ToValues(after)));
                break;
            case GroupStep.Describe(var group, var before, var after):
                Numbers(writer, 22, group);
                writer.Text(FlatJson.Encode(before));
                writer.Text(FlatJson.Encode(after));
                break;
            case GroupStep.Rename(var group, var from, var to):
                Numbers(writer, 5, group);
                writer.Text(from);
                writer.Text(to);
                break;
            case GroupStep.Retire(var group):
                Numbers(writer, 6, group);
                break;
            case GroupStep.Nest(var group, var child):
                Numbers(writer, 20, group, child);
                break;
            case GroupStep.Unnest(var group, var child, var evidence):
                Numbers(writer, 21, group, child, (int)evidence);
                break;
            default:
                throw Unknown(step);
        }
    }

    public static GroupStep ReadGroupStep(ref ByteReader reader)
    {
        var kind = reader.Int();
        var group = reader.Int();
        switch (kind)
        {
            case 1:
                var name = reader.Text() ?? "";
                return new GroupStep.Create(group, name, reader.Text());
            case 2:
                var directoryKey = reader.Int();
                var cause = (LinkCause)reader.Int();
                return new GroupStep.Link(group, directoryKey, new ObjectId(reader.Id()), cause);
            case 3:
                return new GroupStep.Unlink(group);
            case 4:
                var from = (LinkState)reader.Int();
                return new GroupStep.ChangeState(group, from, (LinkState)reader.Int());
            case 5:
                var before = reader.Text() ?? "";
                return new GroupStep.Rename(group, before, reader.Text() ?? "");
            case 6:
                return new GroupStep.Retire(group);
            case 20:
                return new GroupStep.Nest(group, reader.Int());
            case 21:
                var child = reader.Int();
                return new GroupStep.Unnest(group, child, (Evidence)reader.Int());
            case 22:
                var attributes = ReadValues(ref reader);
                return new GroupStep.Describe(group, attributes, ReadValues(ref reader));
            case 7:
                var (pausedFrom, pausedTo) = ((LinkState)reader.Int(), (LinkState)reader.Int());
                return new GroupStep.ChangeState(group, pausedFrom, pausedTo, DateTimeOffset.FromUnixTimeMilliseconds(reader.Number()));
            case 8:
                var settings = ReadSettings(ref reader);
                return new GroupStep.Configure(group, settings, ReadSettings(ref reader));
            default:
                throw new FormatException($"{kind} is not a kind of group step.");
        }
    }

    private static ValueList<KeyValuePair<string, string>> ReadValues(ref ByteReader reader) =>
        ValueList.Of<KeyValuePair<string, string>>(FlatJson.Decode(reader.Text() ?? "{}"));

    private static GroupSettings ReadSettings(ref ByteReader reader) => Settings.OfGroup.FromValues(FlatJson.Decode(reader.Text() ?? "{}"));

    public static void Write(ByteWriter writer, UserStep step)
    {
        switch (step)
        {
            case UserStep.Create(var user, var directoryKey, var id, var attributes, var reason):
                Numbers(writer, attributes.Custom.Count == 0 ? 1 : 8, user, directoryKey, (int)reason);
                writer.Id(id.Value);
                Write(writer, attributes, attributes.Custom.Count > 0);
                break;
            case UserStep.Update(var user, var before, var after):
                var custom = before.Custom.Count + after.Custom.Count > 0;
                Numbers(writer, custom ? 9 : 2, user);
                Write(writer, before, custom);
                Write(writer, after, custom);
                break;
            case UserStep.Suspend(var user, var cause, var evidence):
                Numbers(writer, 3, user, (int)cause, (int)evidence);
                break;
            case UserStep.Reactivate(var user, var reason):
                Numbers(writer, 4, user, (int)reason);
                break;
            case UserStep.CreateLocal(var user, var attributes):
                Numbers(writer, 5, user);
                Write(writer, attributes, custom: true);
                break;
            case UserStep.Adopt(var user, var directoryKey, var id, var by):
                Numbers(writer, 6, user, directoryKey, (int)by);
                writer.Id(id.Value);
                break;
            case UserStep.KeepApart(var user):
                Numbers(writer, 7, user);
                break;
            default:
                throw Unknown(step);
        }
    }

    public static UserStep ReadUserStep(ref ByteReader reader)
    {
        var kind = reader.Int();
        var user = reader.Int();
        switch (kind)
        {
            case 1 or 8:
                var directoryKey = reader.Int();
                var reason = (ImportReason)reader.Int();
                var id = new ObjectId(reader.Id());
                return new UserStep.Create(user, directoryKey, id, ReadAttributes(ref reader, kind == 8), reason);
            case 2 or 9:
                var before = ReadAttributes(ref reader, kind == 9);
                return new UserStep.Update(user, before, ReadAttributes(ref reader, kind == 9));
            case 3:
                var cause = (RemovalCause)reader.Int();
                return new UserStep.Suspend(user, cause, (Evidence)reader.Int());
            case 4:
                return new UserStep.Reactivate(user, (ImportReason)reader.Int());
            case 5:
                return new UserStep.CreateLocal(user, ReadAttributes(ref reader, custom: true));
            case 6:
                var adopted = reader.Int();
                var by = (AdoptedBy)reader.Int();
                return new UserStep.Adopt(user, adopted, new ObjectId(reader.Id()), by);
            case 7:
                return new UserStep.KeepApart(user);
            default:
                throw new FormatException($"{kind} is not a kind of user step.");
        }
    }

    public static void Write(ByteWriter writer, MembershipChange change)
    {
        Numbers(writer, change.Group, (int)change.Relation, (int)change.Origin, change.Additions.Length, change.Removals.Length);
        var previous = 0;
        foreach (var addition in change.Additions)
        {
            writer.Number(addition.User - (long)previous);
            writer.Number(addition.Via);
            previous = addition.User;
        }
        previous = 0;
        foreach (var removal in change.Removals)
        {
            writer.Number(removal.User - (long)previous);
            writer.Number(((int)removal.Cause * 2) + (int)removal.Evidence);
            previous = removal.User;
        }
    }

    public static MembershipChange ReadMembershipChange(ref ByteReader reader)
    {
        var group = reader.Int();
        var relation = (MembershipRelation)reader.Int();
        var origin = (MembershipOrigin)reader.Int();
        var (additionCount, removalCount) = (reader.Int(), reader.Int());
        var additions = ImmutableArray.CreateBuilder<Addition>();
        for (var user = 0; additionCount > 0; additionCount--)
        {
            user = checked((int)(user + reader.Number()));
            additions.Add(new Addition(user, reader.Int()));
        }
        var removals = ImmutableArray.CreateBuilder<Removal>();
        for (var user = 0; removalCount > 0; removalCount--)
        {
            user = checked((int)(user + reader.Number()));
            var why = reader.Int();
            removals.Add(new Removal(user, (RemovalCause)(why / 2), (Evidence)(why % 2)));
        }
        return new MembershipChange(group, relation, origin, additions.DrainToImmutable(), removals.DrainToImmutable());
    }

    /// <summary>Custom attributes are written where there are some, by kinds of steps of their own: plans of before there were any stay readable.</summary>
    private static void Write(ByteWriter writer, UserAttributes attributes, bool custom)
    {
        writer.Text(attributes.UserPrincipalName);
        writer.Text(attributes.DisplayName);
        writer.Text(attributes.Mail);
        writer.Text(attributes.GivenName);
        writer.Text(attributes.Surname);
        writer.Text(attributes.Department);
        writer.Text(attributes.JobTitle);
        writer.Text(attributes.OfficeLocation);
        writer.Text(attributes.EmployeeId);
        writer.Text(attributes.UserType);
        if (custom)
            writer.Text(UserVersion.CustomText(attributes));
    }

    private static UserAttributes ReadAttributes(ref ByteReader reader, bool custom) =>
        // Initializers run in the order written.
        new()
        {
            UserPrincipalName = reader.Text(),
            DisplayName = reader.Text(),
            Mail = reader.Text(),
            GivenName = reader.Text(),
            Surname = reader.Text(),
            Department = reader.Text(),
            JobTitle = reader.Text(),
            OfficeLocation = reader.Text(),
            EmployeeId = reader.Text(),
            UserType = reader.Text(),
            Custom = UserVersion.CustomOf(custom ? reader.Text() : null),
        };

    private static void Numbers(ByteWriter writer, params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
            writer.Number(value);
    }

    private static ArgumentException Unknown(object step) => new($"{step.GetType().Name} cannot be stored.", nameof(step));
}
