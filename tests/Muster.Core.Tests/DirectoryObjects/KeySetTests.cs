using CsCheck;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Tests.DirectoryObjects;

public sealed class KeySetTests
{
    private static readonly Gen<int[]> Keys = Gen.OneOf(Gen.Int[0, 12], Gen.Int[0, 300], Gen.Const(int.MaxValue)).Array[0, 20];

    [Fact]
    public void An_intersection_has_exactly_the_keys_of_both() =>
        Gen.Select(Gen.Int[1, 60].Array[0, 40], Gen.Int[1, 2000].Array[0, 400])
            .Sample(
                (few, many) =>
                {
                    var (left, right) = (KeySet.Of(few), KeySet.Of(many));
                    Assert.Equal(few.ToHashSet().Intersect(many).Order(), left.Intersect(right).AsList);
                    Assert.Equal(left.Intersect(right), right.Intersect(left));
                },
                iter: 300
            );

    [Fact]
    public void A_deferred_set_is_the_set_it_unpacks_and_is_counted_without_unpacking() =>
        Gen.Select(Keys, Keys)
            .Sample(
                (left, right) =>
                {
                    var unpacked = 0;
                    var (one, other) = (KeySet.Of(left), KeySet.Of(right));
                    KeySet Deferred() =>
                        KeySet.Deferred(
                            one.Count,
                            () =>
                            {
                                unpacked++;
                                return [.. one.AsList];
                            }
                        );
                    Assert.Equal((one.Count, one.IsEmpty, 0), (Deferred().Count, Deferred().IsEmpty, unpacked));
                    Assert.Equal(one.Union(other), Deferred().Union(other));
                    Assert.Equal(one.Except(other), Deferred().Except(other));
                    Assert.Equal(one.Intersect(other), Deferred().Intersect(other));
                    Assert.Equal(one.Intersect(other), other.Intersect(Deferred()));
                    Assert.Equal(one.AsList, Deferred().AsList);
                },
                iter: 1000
            );

    [Fact]
    public void A_deferred_set_that_unpacks_less_than_it_counted_is_refused()
    {
        var set = KeySet.Deferred(3, () => [1, 2]);
        Assert.Throws<InvalidOperationException>(() => set.AsList);
        Assert.Throws<InvalidOperationException>(() => set.Intersect(KeySet.Of(1)));
    }

    [Fact]
    public void Sets_of_keys_behave_as_sets() =>
        Gen.Select(Keys, Keys)
            .Sample(
                (left, right) =>
                {
                    var (one, other) = (KeySet.Of(left), KeySet.Of(right));
                    Assert.Equal(left.Distinct().Order(), one.AsList);
                    Assert.Equal(left.Union(right).Order(), one.Union(other).AsList);
                    Assert.Equal(left.Except(right).Order(), one.Except(other).AsList);
                    Assert.Equal(left.ToHashSet().SetEquals(right), one.Equals(other));
                    Assert.Equal(one.Union(other).GetHashCode(), other.Union(one).GetHashCode());
                    Assert.All(right, key => Assert.Equal(left.Contains(key), one.Contains(key)));
                    Assert.Equal((left.Length == 0, one.AsList.Count), (one.IsEmpty, one.Count));
                },
                iter: 5000
            );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Keys_taken_over_must_ascend(params int[] keys) => Assert.Throws<ArgumentException>(() => KeySet.FromAscending(keys));

    [Fact]
    public void Bits_behave_as_a_set() =>
        Gen.Select(Gen.Select(Gen.Int[0, 200], Gen.Bool).Array[0, 60], Gen.Int[0, 200])
            .Sample(
                (changes, limit) =>
                {
                    var bits = new KeyBits(limit);
                    var naive = new SortedSet<int>();
                    foreach (var (key, add) in changes)
                        if (add)
                            Assert.Equal(naive.Add(key), bits.Add(key));
                        else
                        {
                            bits.Remove(key);
                            naive.Remove(key);
                        }
                    Assert.Equal(naive, bits.Ascending());
                    Assert.All(Enumerable.Range(0, 400), key => Assert.Equal(naive.Contains(key), bits[key]));
                },
                iter: 3000
            );

    [Fact]
    public void Object_ids_are_ordered_as_their_text() =>
        Gen.Select(Gen.Guid, Gen.Guid)
            .Sample(
                (left, right) =>
                {
                    var (one, other) = (new ObjectId(left), new ObjectId(right));
                    Assert.Equal(Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString())), Math.Sign(one.CompareTo(other)));
                    Assert.Equal(one, ObjectId.Parse(one.ToString().ToUpperInvariant()));
                },
                iter: 2000
            );

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("6e7b768e07e24810845946d0b4ff3a6b")]
    [InlineData("6e7b768e-07e2-4810-8459-46d0b4ff3a6")]
    [InlineData("{6e7b768e-07e2-4810-8459-46d0b4ff3a6b}")]
    public void Other_texts_are_no_object_ids(string? text) => Assert.False(ObjectId.TryParse(text, out _));
}
