namespace LocalEnergyMarket.Edge.Provisioning.Problems;

/// <summary>A step cannot go on.</summary>
/// <param name="id">Which class of problem, see <see cref="ProblemId"/>.</param>
/// <param name="detail">What is particular in this case: the place, and what a part said itself.</param>
sealed class ProblemException(string id, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public string Id => id;

    public string Detail => Message;
}
