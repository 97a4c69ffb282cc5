/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, without the service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arn<'a> {
    pub(super) partition: &'a str,
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    pub(super) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` unless it has every part.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let mut part = || parts.next().filter(|part| !part.is_empty());
        let (partition, _service) = (part()?, part()?);
        Some(Self {
            partition,
            region: part()?,
            account: part()?,
            resource: part()?,
        })
    }

    /// The ARN of something of another service, in the same account and region.
    pub(super) fn beside(&self, service: &str, resource: &str) -> String {
        let (partition, region, account) = (self.partition, self.region, self.account);
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// The id in `task/ID` and `task/CLUSTER/ID`.
    pub(super) fn task_id(&self) -> Option<&'a str> {
        let path = self.resource.strip_prefix("task/")?;
        path.rsplit('/').next().filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_every_part_or_is_none() {
        let arn = Arn::parse("arn:aws-cn:ecs:cn-north-1:111122223333:task/a:b/c").unwrap();
        let expected = Arn {
            partition: "aws-cn",
            region: "cn-north-1",
            account: "111122223333",
            resource: "task/a:b/c",
        };
        assert_eq!(arn, expected);
        for text in [
            "",
            "arn:",
            "aws:ecs:r:a:x",
            "arn:aws:s3:::bucket",
            "arn:aws:ecs:r:a",
            "arn:aws:ecs:r:a:",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_task_has_its_id_at_the_end_in_both_forms() {
        for (resource, id) in [
            ("task/158d", Some("158d")),
            ("task/default/158d", Some("158d")),
            ("task/", None),
            ("container/158d", None),
        ] {
            let text = format!("arn:aws:ecs:r:a:{resource}");
            assert_eq!(Arn::parse(&text).unwrap().task_id(), id, "{resource}");
        }
    }
}
