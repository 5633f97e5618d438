using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Muster.Engine.Plans;
using Muster.Storage.Runs;

namespace Muster.Storage.Auditing;

/// <summary>Digest over what is stored of a plan when it is made, its decisions included; the steps have the plan's own hash.</summary>
internal static class PlanDigest
{
    public static string Of(StoredPlan plan) =>
        Of(plan.Id, plan.Connection, plan.MadeAt.ToUnixTimeMilliseconds(), plan.MadeBy, PlanDetail.Encode(plan));

    public static string Of(long id, int? connection, long madeAt, string madeBy, string detail) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}|{connection}|{madeAt}|{madeBy}|{detail}"))
            )
        );
}
