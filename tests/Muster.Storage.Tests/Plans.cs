using CsCheck;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Storage.Tests;

/// <summary>Random plans with every kind of step; they need not make sense.</summary>
internal static class Plans
{
    private static readonly Gen<int> Key = Gen.Frequency((9, Gen.Int[1, 300]), (1, Gen.Int[1, int.MaxValue]));
    private static readonly Gen<string?> Text = Gen.Frequency(
        (1, Gen.Const((string?)null)),
        (4, Gen.String[0, 8].Select(text => (string?)text))
    );
    private static readonly Gen<string> Name = Gen.String[0, 8];
    private static readonly Gen<ObjectId> Id = Gen.Guid.Select(value => new ObjectId(value));

    private static readonly Gen<UserAttributes> Attributes = Gen.Select(Text, Text, Text, Text, Text, Name.Array[0, 2])
        .Select(
            (upn, name, mail, department, type, custom) =>
                new UserAttributes
                {
                    UserPrincipalName = upn,
                    DisplayName = name,
                    Mail = mail,
                    GivenName = upn,
                    Surname = name,
                    Department = department,
                    JobTitle = type,
                    OfficeLocation = mail,
                    EmployeeId = department,
                    UserType = type,
                    Custom = ValueList.Of(custom.Select((value, i) => KeyValuePair.Create($"custom{i}", value))),
                }
        );

    private static readonly Gen<GroupStep> GroupSteps = Gen.OneOf<GroupStep>(
        Gen.Select(Key, Name, Text).Select(GroupStep (key, name, purpose) => new GroupStep.Create(key, name, purpose)),
        Gen.Select(Key, Key, Id, Gen.Enum<LinkCause>())
            .Select(GroupStep (key, other, id, cause) => new GroupStep.Link(key, other, id, cause)),
        Key.Select(GroupStep (key) => new GroupStep.Unlink(key)),
        Gen.Select(Key, Gen.Enum<LinkState>(), Gen.Enum<LinkState>())
            .Select(GroupStep (key, from, to) => new GroupStep.ChangeState(key, from, to)),
        Gen.Select(Key, Name, Name).Select(GroupStep (key, from, to) => new GroupStep.Rename(key, from, to)),
        Gen.Select(Key, Name.Array[0, 2], Name.Array[0, 2])
            .Select(GroupStep (key, before, after) => new GroupStep.Describe(key, Described(before), Described(after))),
        Key.Select(GroupStep (key) => new GroupStep.Retire(key)),
        Gen.Select(Key, Key).Select(GroupStep (key, child) => new GroupStep.Nest(key, child)),
        Gen.Select(Key, Key, Gen.Enum<Evidence>()).Select(GroupStep (key, child, evidence) => new GroupStep.Unnest(key, child, evidence))
    );

    private static ValueList<KeyValuePair<string, string>> Described(IEnumerable<string> values) =>
        ValueList.Of(values.Select((value, i) => KeyValuePair.Create($"attribute{i}", value)));

    private static readonly Gen<UserStep> UserSteps = Gen.OneOf<UserStep>(
        Gen.Select(Key, Key, Id, Attributes, Gen.Enum<ImportReason>())
            .Select(UserStep (key, other, id, attributes, reason) => new UserStep.Create(key, other, id, attributes, reason)),
        Gen.Select(Key, Attributes, Attributes).Select(UserStep (key, before, after) => new UserStep.Update(key, before, after)),
        Gen.Select(Key, Gen.Enum<RemovalCause>(), Gen.Enum<Evidence>())
            .Select(UserStep (key, cause, evidence) => new UserStep.Suspend(key, cause, evidence)),
        Gen.Select(Key, Gen.Enum<ImportReason>()).Select(UserStep (key, reason) => new UserStep.Reactivate(key, reason)),
        Gen.Select(Key, Attributes).Select(UserStep (key, attributes) => new UserStep.CreateLocal(key, attributes)),
        Gen.Select(Key, Key, Id, Gen.Enum<AdoptedBy>()).Select(UserStep (key, other, id, by) => new UserStep.Adopt(key, other, id, by)),
        Key.Select(UserStep (key) => new UserStep.KeepApart(key))
    );

    private static readonly Gen<MembershipChange> Changes = Gen.Select(
            Key,
            Gen.Enum<MembershipRelation>(),
            Gen.Enum<MembershipOrigin>(),
            Gen.Select(Key, Gen.Int[0, 9]).Array[0, 20],
            Gen.Select(Key, Gen.Enum<RemovalCause>(), Gen.Enum<Evidence>()).Array[0, 20]
        )
        .Select(
            (group, relation, origin, add, remove) =>
                new MembershipChange(
                    group,
                    relation,
                    origin,
                    [
                        .. add.DistinctBy(item => item.Item1)
                            .OrderBy(item => item.Item1)
                            .Select(item => new Addition(item.Item1, item.Item2)),
                    ],
                    [
                        .. remove
                            .DistinctBy(item => item.Item1)
                            .OrderBy(item => item.Item1)
                            .Select(item => new Removal(item.Item1, item.Item2, item.Item3)),
                    ]
                )
        );

    private static readonly Gen<DateTimeOffset> Instant = Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<MembershipException> Exceptions = Gen.Select(
            Gen.Select(Gen.Long[1, 1L << 40], Key, Key),
            Gen.Enum<MembershipRelation>(),
            Gen.Enum<ExceptionKind>(),
            Gen.Select(Name, Name),
            Gen.Select(Instant, Gen.Bool, Instant)
        )
        .Select(
            (keys, relation, kind, words, time) =>
                new MembershipException(
                    keys.Item1,
                    keys.Item2,
                    keys.Item3,
                    relation,
                    kind,
                    words.Item1,
                    words.Item2,
                    time.Item1,
                    time.Item2 ? time.Item3 : null
                )
        );

    private static readonly Gen<ExceptionStep> ExceptionSteps = Gen.OneOf<ExceptionStep>(
        Exceptions.Select(ExceptionStep (exception) => new ExceptionStep.Begin(exception)),
        Gen.Select(Exceptions, Instant).Select(ExceptionStep (exception, until) => new ExceptionStep.Extend(exception, until)),
        Gen.Select(Exceptions, Gen.Enum<ExceptionEnd>(), Name)
            .Select(ExceptionStep (exception, cause, reason) => new ExceptionStep.End(exception, cause, reason))
    );

    private static readonly Gen<StreamCertificate> Streams = Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 9])
        .Select((complete, full, before, after, missing) => new StreamCertificate(complete, full, before, after, missing));

    public static readonly Gen<SyncPlan> Any = Gen.Select(
            GroupSteps.Array[0, 6],
            UserSteps.Array[0, 6],
            Changes.Array[0, 6],
            Gen.Select(Gen.Select(Name, Name, Name, Name.Array[0, 3]).Array[0, 3], ExceptionSteps.Array[0, 4]),
            Gen.Select(Streams, Streams, Gen.Long[0, 1L << 40], Gen.Int[0, 99])
        )
        .Select(
            (groups, users, memberships, problems, basis) =>
                new SyncPlan
                {
                    Basis = new PlanBasis(basis.Item3, new ReadCertificate(basis.Item1, basis.Item2, basis.Item3 + 1), basis.Item3 + 2),
                    Groups = [.. groups],
                    Users = [.. users],
                    Memberships = [.. memberships],
                    Exceptions = [.. problems.Item2],
                    Problems = [.. problems.Item1.Select(item => new PlanProblem(item.Item1, item.Item2, item.Item3, item.Item4))],
                    RemovalsKeptBack = basis.Item4,
                    CoversAll = basis.Item4 % 2 == 0,
                }
        );
}
