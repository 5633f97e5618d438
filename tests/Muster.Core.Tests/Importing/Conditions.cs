using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Tests.Importing;

/// <summary>Random conditions and people that often meet them.</summary>
internal static class Conditions
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 18, 30, 0, TimeSpan.Zero);

    private static readonly Gen<string> Word = Gen.OneOf(Pick("", "IT", "it", "H\"R", "I", "T'", "and"), Gen.String[0, 3]);

    private static readonly UserProperty[] Texts =
    [
        UserProperty.Department,
        UserProperty.City,
        UserProperty.All[^1],
        Property("extension_0123456789abcdef0123456789abcdef_x"),
    ];

    private static readonly UserProperty[] Flags = [UserProperty.AccountEnabled, UserProperty.OnPremisesSyncEnabled];

    private static readonly UserProperty[] Times = [UserProperty.EmployeeHireDate, UserProperty.CreatedDateTime];

    /// <summary>Instants within some days of <see cref="Now"/>, many on the hour or the day.</summary>
    public static readonly Gen<DateTimeOffset> Instant = Gen.OneOf(
        Gen.Int[-100, 100].Select(hours => Now.AddHours(hours)),
        Gen.Int[-5, 5].Select(days => new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(days)),
        Gen.Long[-5 * TimeSpan.TicksPerDay, 5 * TimeSpan.TicksPerDay].Select(ticks => Now.AddTicks(ticks))
    );

    private static readonly Gen<TimePoint> Point = Gen.OneOf<TimePoint>(
        Instant.Select(TimePoint (at) => new TimePoint.Exact(at)),
        from amount in Gen.Int[-50, 50]
        from unit in Gen.Enum<TimeUnit>()
        from at in Gen.Enum<TimeBase>()
        select (TimePoint)
            new TimePoint.Relative(
                at,
                unit == TimeUnit.Hour ? amount : amount % 4,
                amount == 0 || amount % 4 == 0 && unit != TimeUnit.Hour ? TimeUnit.Day : unit
            )
    );

    private static readonly Gen<UserCondition> Term = Gen.OneOf(
        Of(
            Texts,
            [Comparison.Equals, Comparison.NotEquals, Comparison.StartsWith, Comparison.EndsWith, Comparison.Contains],
            Word.Select(Operand (text) => new Operand.Text(text))
        ),
        Of(Texts, [Comparison.In], Word.Array[1, 3].Select(Operand (texts) => new Operand.Texts([.. texts]))),
        Of([.. Texts, .. Flags, .. Times], [Comparison.Empty, Comparison.NotEmpty], Gen.Const<Operand>(new Operand.None())),
        Of(Flags, [Comparison.Equals, Comparison.NotEquals], Gen.Bool.Select(Operand (flag) => new Operand.Flag(flag))),
        TimeTerm()
    );

    public static readonly Gen<UserCondition> Any = Tree(Term, 3);

    /// <summary>Conditions on time alone, so that most of them change.</summary>
    public static readonly Gen<UserCondition> OnTime = Tree(TimeTerm(), 2);

    public static readonly Gen<UserFacts> Facts =
        from department in Maybe(Word)
        from city in Maybe(Word)
        from attribute in Maybe(Word)
        from extension in Maybe(Word)
        from enabled in Gen.Bool
        from synced in Maybe(Pick("true", "false"))
        from hired in Maybe(Instant.Select(Instants.Text))
        from created in Maybe(Instant.Select(Instants.Text))
        select new UserFacts
        {
            Department = department,
            AccountEnabled = enabled,
            More = MoreFacts.Of(
                new (UserProperty Property, string? Value)[]
                {
                    (Texts[1], city),
                    (Texts[2], attribute),
                    (Texts[3], extension),
                    (Flags[1], synced),
                    (Times[0], hired),
                    (Times[1], created),
                }.Select(value => KeyValuePair.Create(value.Property.Name, value.Value))
            ),
        };

    private static Gen<UserCondition> TimeTerm() =>
        Of(
            Times,
            [Comparison.Before, Comparison.AtMost, Comparison.After, Comparison.AtLeast],
            Point.Select(Operand (point) => new Operand.Time(point))
        );

    private static Gen<UserCondition> Of(UserProperty[] properties, Comparison[] comparisons, Gen<Operand> operand) =>
        from property in Pick(properties)
        from comparison in Pick(comparisons)
        from with in operand
        select (UserCondition)new UserCondition.Term(property, comparison, with);

    private static Gen<UserCondition> Tree(Gen<UserCondition> leaf, int depth)
    {
        if (depth == 0)
            return leaf;
        var inner = Tree(leaf, depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(UserCondition (it) => new UserCondition.Not(it)),
            inner.Array[1, 3].Select(UserCondition.AllOf),
            inner.Array[1, 3].Select(UserCondition.AnyOf)
        );
    }

    private static Gen<string?> Maybe(Gen<string> gen) =>
        Gen.OneOf(Gen.Const((string?)null), gen.Select(string? (it) => it), gen.Select(string? (it) => it));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static UserProperty Property(string name) =>
        UserProperty.TryFind(name, out var property) ? property : throw new InvalidOperationException(name);
}
