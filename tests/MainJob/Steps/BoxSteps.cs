using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>From a sealed box to one that streams.</summary>
sealed class BoxSteps(JobContext job)
{
    public IReadOnlyList<Step> All =>
    [
        .. job.System.Boxes.Select(box => new Step($"Put {box.Name} into service: one-time code, TPM key, enrolment", token => EnrolAsync(box, token))),
        new("Let both boxes read, sign and stream", StreamAsync),
    ];

    async Task<string> EnrolAsync(BoxPart box, CancellationToken cancellation)
    {
        var code = await job.Api.Operator.Registry.IssueEnrollmentCodeAsync(new() { Label = $"{box.Name}, Keller Lindenhof" }, cancellationToken: cancellation);
        await box.ProvisionAsync(["init"], cancellation);
        await box.ProvisionAsync(["enroll", "--code", code.Code], cancellation);
        return $"box {box.BoxId}, on the chain {box.ChainAccount}";
    }

    async Task<string> StreamAsync(CancellationToken cancellation)
    {
        foreach (var box in job.System.Boxes)
        {
            await box.Process.StartAsync(cancellation);
        }

        var boxes = await Waiting.ForAsync(
            "an acknowledged batch of each box",
            JobContext.Patience,
            async token => await job.Api.Operator.Registry.ListBoxesAsync(new(), cancellationToken: token) is { Boxes.Count: 2 } answer
                && answer.Boxes.All(box => box is { Connected: true, AcknowledgedSequence: > 0 })
                    ? answer.Boxes
                    : null,
            cancellation);
        return string.Join(", ", boxes.Select(box => $"{box.Label} has {box.AcknowledgedSequence} acknowledged"));
    }
}
